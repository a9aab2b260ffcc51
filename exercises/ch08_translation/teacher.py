"""Teacher forcing: what the decoder reads while it is trained."""

from __future__ import annotations

import torch
from torch import Tensor


def decoder_inputs(target: Tensor, bos: int) -> Tensor:
    """Return what the decoder reads when it has to predict ``target``: the same, one step later.

        target    je   t'aime   <eos>   <pad>          predicted at steps 0, 1, 2, …
        inputs    <bos>   je   t'aime   <eos>          read at steps 0, 1, 2, …

    So at step t the decoder has read ``target[:, :t]`` and not ``target[:, t]``.

    Args:
        target: ``(B, T)``, int64, T ≥ 1; it is left unchanged.
        bos: the id of ``<bos>``.

    Returns:
        ``(B, T)``, int64.

    """
    raise NotImplementedError("TODO: decoder_inputs")


def scheduled_inputs(
    target: Tensor, predicted: Tensor, p_teacher: float, u: Tensor, bos: int
) -> Tensor:
    """Mix teacher and model: scheduled sampling.

    ``predicted[b, t]`` is the token that the model itself chose at step t, where ``target[b, t]``
    would have been right. The decoder reads, with a coin **for each token**,

        inputs[b, 0] = bos
        inputs[b, t] = target[b, t − 1]       if u[b, t] < p_teacher
                       predicted[b, t − 1]    otherwise                        for t ≥ 1

    Here ``u`` holds numbers drawn uniformly from [0, 1), so ``p_teacher = 1`` is teacher forcing
    and ``p_teacher = 0`` leaves the model to itself. ``u[:, 0]`` is not used.

    Source: Bengio, Vinyals, Jaitly and Shazeer, 2015.

    Args:
        target: ``(B, T)``, int64.
        predicted: ``(B, T)``, int64.
        p_teacher: the probability of the teacher's token.
        u: ``(B, T)``, floating.
        bos: the id of ``<bos>``.

    Returns:
        ``(B, T)``, int64.

    """
    raise NotImplementedError("TODO: scheduled_inputs")

"""Additive attention, and one step of a decoder that uses it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from .masking import masked_softmax


class AdditiveAttention(nn.Module):
    """Score every pair of a query and a key with a small network.

    **Convention: batch first; every query meets every key.** Queries and keys may have different
    widths. With h hidden units,

        score[b, i, j] = w_vᵀ tanh( W_q q[b, i] + W_k k[b, j] )

    The weights are the softmax of the scores over the allowed keys, and they are not scaled by
    anything. Three linear maps without biases, registered in this order:

        W_q.weight  (h, query_size)      W_k.weight  (h, key_size)      w_v.weight  (1, h)

    Source: Bahdanau, Cho and Bengio, 2015. Forbidden: torch's own attention.
    """

    def __init__(self, query_size: int, key_size: int, h: int) -> None:
        """Make the three linear maps."""
        super().__init__()
        raise NotImplementedError("TODO: AdditiveAttention.__init__")

    def forward(
        self, queries: Tensor, keys: Tensor, values: Tensor, valid: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Attend.

        Each linear map is applied once to each query and once to each key, not once a pair. No
        loop.

        Args:
            queries: ``(B, Q, query_size)``.
            keys: ``(B, K, key_size)``.
            values: ``(B, K, dv)``.
            valid: which keys are allowed, as in ``masked_softmax``: lengths ``(B,)`` or
                ``(B, Q)``, or a bool mask that broadcasts to ``(B, Q, K)``, or None.

        Returns:
            ``out`` ``(B, Q, dv)`` and ``weights`` ``(B, Q, K)``. A query without any allowed key
            gets zeros in both.

        """
        raise NotImplementedError("TODO: AdditiveAttention.forward")


def attention_decoder_step(
    attention: AdditiveAttention,
    cell: Callable[[Tensor, Tensor], Tensor],
    x: Tensor,
    state: Tensor,
    memory: Tensor,
    lengths: Tensor | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Let a recurrent decoder look back at the whole source before it takes a step.

    **Convention: batch first.** The *old* state asks (it is the query), the memory answers (it is
    keys and values), and the answer goes into the step together with the input:

        context, weights = attention(query = state, keys = values = memory)
        new state = cell( [x ; context], state )          x first, then the context

    Args:
        attention: a module with the calling convention of ``AdditiveAttention``; call it with one
            query for each example.
        cell: ``cell(input, state)`` returns the new state: ``(B, E + M)`` and ``(B, H)`` become
            ``(B, H)``. A ``GRUCell`` is one.
        x: the embedded last word, ``(B, E)``.
        state: ``(B, H)``.
        memory: the encoder's outputs, ``(B, S, M)``.
        lengths: how many steps of the memory are real, int64 ``(B,)``; None: all.

    Returns:
        The new state ``(B, H)``, the context ``(B, M)`` and the weights ``(B, S)``.

    """
    raise NotImplementedError("TODO: attention_decoder_step")

"""T5: holes instead of masks, and distances instead of positions."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


def span_mask(n: int, density: float, mean_len: float, u: Tensor) -> Tensor:
    """Choose which spans of a text become noise, from given random numbers.

    The number of noise tokens and the number of spans are fixed; only where they lie is random:

        noise = round(n · density), but at least 1 and at most n − 1
        spans = round(noise / mean_len), but at least 1, at most noise and at most n − noise

    (Python's ``round``.) The ``noise`` tokens are divided into ``spans`` parts of at least one
    token, and the ``n − noise`` others likewise. The parts take turns: **others first, noise
    last**.

    *Dividing m tokens into k parts.* Between them are m − 1 gaps. Each gap has a number; cut at the
    k − 1 gaps that have the **smallest** numbers. The first ``noise − 1`` numbers of ``u`` belong
    to the gaps of the noise, the next ``n − noise − 1`` to the gaps of the others.

    Example, n = 8, noise = 3, spans = 2: the noise has 2 gaps with u = (.7, .2), so it is cut at
    the second: parts of 2 and 1. The others have 4 gaps with u = (.9, .1, .5, .6): parts of 2
    and 3. Together ``o o N N o o o N``.

    Source: Raffel et al., 2020. No loop over tokens.

    Args:
        n: how many tokens the text has, at least 2.
        density: the share of noise.
        mean_len: the mean length of a span of noise.
        u: ``(n − 2,)``, no two numbers equal.

    Returns:
        bool, ``(n,)``, **True where there is noise**.

    """
    raise NotImplementedError("TODO: span_mask")


def span_corrupt(ids: Tensor, noise: Tensor, sentinels: Tensor, eos: int) -> tuple[Tensor, Tensor]:
    """Make the inputs and the targets of T5's pre-training.

    A **span** is a run of neighbouring noise tokens, as long as possible. In the inputs each span
    is replaced by one **sentinel**, the first by ``sentinels[0]``, the second by ``sentinels[1]``,
    and so on. The targets are, for each span, its sentinel and then its tokens; after the last span
    comes **one more sentinel**, the next one. Both end with ``eos``.

    Example with sentinels X, Y, Z:

        ids       thank you for inviting me to your party
        noise       .    .   T     T     .  .   .    T
        inputs    thank you X me to your Y </s>
        targets   X for inviting Y party Z </s>

    Without any noise the targets are ``sentinels[0]``, ``eos``. No loop over tokens.

    Source: Raffel et al., 2020.

    Args:
        ids: int64, ``(T,)``.
        noise: bool, ``(T,)``, **True where there is noise**.
        sentinels: int64, ``(S,)``.
        eos: the id of </s>.

    Returns:
        ``inputs`` and ``targets``, int64, each with one axis.

    Raises:
        ValueError: if there are fewer than one more sentinels than spans.

    """
    raise NotImplementedError("TODO: span_corrupt")


def relative_bucket(
    rel: Tensor, bidirectional: bool = True, buckets: int = 32, max_distance: int = 128
) -> Tensor:
    """Put relative positions into buckets: near ones exactly, far ones on a logarithmic scale.

    **rel = position of the key − position of the query**: positive where the key comes later.

    - ``bidirectional``: half of the buckets, ``B = buckets / 2``, are for ``rel ≤ 0``, with the
      distance ``n = |rel|``; the other half, B added to the number, for ``rel > 0``.
    - otherwise: all, ``B = buckets``, are for ``rel ≤ 0``, with ``n = −rel``; later keys, which a
      decoder never sees, count as n = 0.

    With ``E = B / 2`` (all divisions of this kind round down):

        n < E:   n
        n ≥ E:   E + ⌊ log(n / E) / log(max_distance / E) · (B − E) ⌋, but at most B − 1

    Example with the defaults: rel = 0, −1, −7, −8, −16, −127, −500 and 1, 500 fall into the
    buckets 0, 1, 7, 8, 10, 15, 15 and 17, 31.

    Source: Raffel et al., 2020.

    Args:
        rel: int64, of any shape.
        bidirectional: whether keys on both sides can be seen.
        buckets: how many there are.
        max_distance: from here on all share the last bucket.

    Returns:
        int64, of the shape of ``rel``.

    """
    raise NotImplementedError("TODO: relative_bucket")


class T5Attention(nn.Module):
    """T5's self-attention, with its norm and its residual connection.

    **Layout: batch first, (B, T, d). In ``mask`` True = may be attended to.**

        y = norm.weight · x / √(mean(x²) + 1e-6)            mean over d, nothing subtracted
        q, k, v = q(y), k(y), v(y)                          heads · d_kv features each
        scores[b, j, s, t] = q_j[b, s] · k_j[b, t] + bias[j, s, t]        **no 1/√d_kv**
        x + o(heads side by side of softmax(scores) v)

    Head j has the features ``j · d_kv … (j+1) · d_kv − 1``. If ``bidirectional`` is False, a query
    sees no later keys. Keys whose ``mask`` is False have weight 0 too; every query sees a key.

    **The bias is made once and shared by all layers.** Only the first layer has a table:

        bias[j, s, t] = relative.weight[bucket(t − s), j]   with your ``relative_bucket``

    It returns the bias beside its output, and the next layers are given it. A layer that is given a
    bias uses that, whether or not it has a table.

    The parameters (no Linear has a bias):

        norm.weight (d,)     q.weight, k.weight, v.weight (heads · d_kv, d)
        o.weight (d, heads · d_kv)
        relative.weight (buckets, heads)          only if ``has_bias``

    Source: Raffel et al., 2020. Forbidden: torch's own attention and RMSNorm.
    """

    def __init__(
        self,
        d: int,
        heads: int,
        d_kv: int,
        has_bias: bool = True,
        bidirectional: bool = True,
        buckets: int = 32,
        max_distance: int = 128,
    ) -> None:
        """Make the layers; norm.weight starts at 1, everything else as you like."""
        super().__init__()
        raise NotImplementedError("TODO: T5Attention.__init__")

    def forward(
        self, x: Tensor, mask: Tensor | None = None, bias: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Attend.

        Args:
            x: ``(B, T, d)``.
            mask: bool, ``(B, T)``, for the keys; None means all True.
            bias: ``(heads, T, T)`` of an earlier layer; None means that this layer makes it.

        Returns:
            The new x, ``(B, T, d)``, and the bias, ``(heads, T, T)``.

        Raises:
            ValueError: if no bias is given and the layer has no table.

        """
        raise NotImplementedError("TODO: T5Attention.forward")

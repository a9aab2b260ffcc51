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
    ### BEGIN SOLUTION
    noise = min(max(round(n * density), 1), n - 1)
    spans = min(max(round(noise / mean_len), 1), noise, n - noise)

    def parts(m: int, numbers: Tensor) -> Tensor:
        cuts = numbers.argsort()[: spans - 1].sort().values + 1
        ends = torch.cat([cuts.new_zeros(1), cuts, cuts.new_full((1,), m)])
        return ends.diff()  # (spans,)

    of_noise = parts(noise, u[: noise - 1])
    of_others = parts(n - noise, u[noise - 1 :])
    lengths = torch.stack([of_others, of_noise], dim=1).flatten()  # (2 · spans,)
    is_noise = torch.arange(2 * spans, device=u.device) % 2 == 1
    return is_noise.repeat_interleave(lengths)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    before = torch.cat([noise.new_zeros(1), noise])[:-1]
    starts = noise & ~before
    spans = int(starts.sum())
    if spans >= len(sentinels):
        message = f"{spans} spans need {spans + 1} sentinels, not {len(sentinels)}"
        raise ValueError(message)
    sentinel = sentinels[(starts.cumsum(0) - 1).clamp(min=0)]  # (T,)
    end = ids.new_tensor([eos])
    inputs = torch.where(starts, sentinel, ids)[~noise | starts]
    pieces = torch.stack([sentinel, ids], dim=1)  # (T, 2)
    targets = pieces[torch.stack([starts, noise], dim=1)]
    return torch.cat([inputs, end]), torch.cat([targets, sentinels[spans : spans + 1], end])
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if bidirectional:
        buckets = buckets // 2
        offset = torch.where(rel > 0, buckets, 0)
        n = rel.abs()
    else:
        offset = torch.zeros_like(rel)
        n = (-rel).clamp(min=0)
    exact = buckets // 2
    share = torch.log(n.clamp(min=1).double() / exact) / math.log(max_distance / exact)
    far = exact + (share * (buckets - exact)).floor().long()
    return offset + torch.where(n < exact, n, far.clamp(max=buckets - 1))
    ### END SOLUTION


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
        ### BEGIN SOLUTION
        self.heads, self.d_kv = heads, d_kv
        self.bidirectional, self.max_distance = bidirectional, max_distance
        self.norm = nn.ParameterDict({"weight": torch.ones(d)})
        self.q = nn.Linear(d, heads * d_kv, bias=False)
        self.k = nn.Linear(d, heads * d_kv, bias=False)
        self.v = nn.Linear(d, heads * d_kv, bias=False)
        self.o = nn.Linear(heads * d_kv, d, bias=False)
        self.relative = nn.Embedding(buckets, heads) if has_bias else None
        ### END SOLUTION

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
        ### BEGIN SOLUTION
        B, T, _ = x.shape
        steps = torch.arange(T, device=x.device)
        rel = steps - steps[:, None]  # (T, T), key − query
        if bias is None:
            if self.relative is None:
                message = "this layer has no table: it must be given the bias of the first"
                raise ValueError(message)
            table = self.relative.weight
            bucket = relative_bucket(rel, self.bidirectional, len(table), self.max_distance)
            bias = table[bucket].permute(2, 0, 1)  # (heads, T, T)
        y = self.norm["weight"] * x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6)
        shape = (B, T, self.heads, self.d_kv)
        q, k, v = (linear(y).reshape(shape).transpose(1, 2) for linear in (self.q, self.k, self.v))
        scores = q @ k.transpose(-1, -2) + bias  # (B, heads, T, T)
        if not self.bidirectional:
            scores = scores.masked_fill(rel > 0, -math.inf)
        if mask is not None:
            scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(B, T, -1)
        return x + self.o(mixed), bias
        ### END SOLUTION

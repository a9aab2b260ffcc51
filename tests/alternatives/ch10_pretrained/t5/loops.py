"""Loops over tokens, distances and heads."""

import math

import torch
from torch import nn

EFFICIENT = False


def span_mask(n, density, mean_len, u):
    """Grow the parts one by one."""
    noise = max(1, min(n - 1, round(n * density)))
    spans = min(max(1, round(noise / mean_len)), noise, n - noise)
    numbers = u.tolist()

    def parts(m, some):
        order = sorted(range(m - 1), key=some.__getitem__)
        cuts = set(order[: spans - 1])
        sizes = [1]
        for gap in range(m - 1):
            if gap in cuts:
                sizes.append(1)
            else:
                sizes[-1] += 1
        return sizes

    flags = []
    noisy, quiet = parts(noise, numbers[: noise - 1]), parts(n - noise, numbers[noise - 1 :])
    for a, b in zip(quiet, noisy, strict=True):
        flags += [False] * a + [True] * b
    return torch.tensor(flags, device=u.device)


def span_corrupt(ids, noise, sentinels, eos):
    """Go from token to token."""
    inputs, targets, spans, inside = [], [], 0, False
    for token, noisy in zip(ids.tolist(), noise.tolist(), strict=True):
        if noisy and not inside:
            if spans + 1 >= len(sentinels):
                message = "too few sentinels"
                raise ValueError(message)
            inputs.append(int(sentinels[spans]))
            targets.append(int(sentinels[spans]))
            spans += 1
        (targets if noisy else inputs).append(token)
        inside = noisy
    targets.append(int(sentinels[spans]))
    return ids.new_tensor([*inputs, eos]), ids.new_tensor([*targets, eos])


def bucket_of(rel, bidirectional, buckets, max_distance):
    """Find the bucket of one distance."""
    offset = 0
    if bidirectional:
        buckets //= 2
        offset = buckets if rel > 0 else 0
        n = abs(rel)
    else:
        n = max(0, -rel)
    exact = buckets // 2
    if n < exact:
        return offset + n
    k = 0  # the largest k with exact · ratio^(k / wide) ≤ n
    while k < buckets - exact - 1:
        if exact * (max_distance / exact) ** ((k + 1) / (buckets - exact)) > n * (1 + 1e-12):
            break
        k += 1
    return offset + exact + k


def relative_bucket(rel, bidirectional=True, buckets=32, max_distance=128):
    """Look up each distance."""
    found = [bucket_of(r, bidirectional, buckets, max_distance) for r in rel.flatten().tolist()]
    return rel.new_tensor(found).reshape(rel.shape)


class Norm(nn.Module):
    """Divide by the root mean square."""

    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d))

    def forward(self, x):
        """Normalise."""
        return x / (x.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt() * self.weight


class T5Attention(nn.Module):
    """Attention, head by head."""

    def __init__(
        self, d, heads, d_kv, has_bias=True, bidirectional=True, buckets=32, max_distance=128
    ):
        super().__init__()
        self.norm = Norm(d)
        self.q, self.k, self.v = (nn.Linear(d, heads * d_kv, bias=False) for _ in range(3))
        self.o = nn.Linear(heads * d_kv, d, bias=False)
        if has_bias:
            self.relative = nn.Embedding(buckets, heads)
        self.options = (bidirectional, buckets, max_distance)
        self.heads = heads

    def forward(self, x, mask=None, bias=None):
        """Attend."""
        T = x.shape[1]
        if bias is None:
            if not hasattr(self, "relative"):
                message = "no bias"
                raise ValueError(message)
            rows = [[bucket_of(t - s, *self.options) for t in range(T)] for s in range(T)]
            bias = self.relative(torch.tensor(rows, device=x.device)).movedim(-1, 0)
        y = self.norm(x)
        visible = torch.ones(len(x), T, T, dtype=torch.bool, device=x.device)
        if not self.options[0]:
            visible = visible.tril()
        if mask is not None:
            visible = visible & mask[:, None, :]
        outputs = []
        parts = (linear(y).chunk(self.heads, -1) for linear in (self.q, self.k, self.v))
        for head, (q, k, v) in enumerate(zip(*parts, strict=True)):
            scores = torch.where(visible, q @ k.mT + bias[head], -math.inf)
            outputs.append(torch.softmax(scores, -1) @ v)
        return self.o(torch.cat(outputs, -1)) + x, bias

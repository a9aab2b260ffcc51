"""Run lengths by differences, buckets by thresholds, attention by einsum."""

import math

import torch
from torch import nn


def span_mask(n, density, mean_len, u):
    """Mark the beginnings of parts in two rows and weave them."""
    noise = min(max(round(n * density), 1), n - 1)
    spans = min(max(round(noise / mean_len), 1), noise, n - noise)

    def lengths(m, numbers):
        rank = numbers[: m - 1].argsort().argsort()
        begins = torch.cat([rank.new_ones(1), (rank < spans - 1).long()])  # (m,)
        return torch.bincount(begins.cumsum(0) - 1, minlength=spans)

    both = torch.stack([lengths(n - noise, u[noise - 1 :]), lengths(noise, u[: noise - 1])], 1)
    ends = both.flatten().cumsum(0)
    place = torch.arange(n, device=u.device)
    return (torch.searchsorted(ends, place, right=True) % 2).bool()


def span_corrupt(ids, noise, sentinels, eos):
    """Use split pieces between the changes."""
    change = (noise[1:] != noise[:-1]).nonzero()[:, 0] + 1
    pieces = ids.tensor_split(change.cpu())
    noisy = noise[[0, *change.tolist()]].tolist() if len(ids) else []
    if sum(noisy) >= len(sentinels):
        raise ValueError(len(sentinels))
    inputs, targets, k = [], [], 0
    for piece, is_noise in zip(pieces, noisy, strict=True):
        if is_noise:
            inputs.append(sentinels[k : k + 1])
            targets += [sentinels[k : k + 1], piece]
            k += 1
        else:
            inputs.append(piece)
    end = ids.new_full((1,), eos)
    return torch.cat([*inputs, end]), torch.cat([*targets, sentinels[k : k + 1], end])


def relative_bucket(rel, bidirectional=True, buckets=32, max_distance=128):
    """Count the thresholds that a distance reaches."""
    half = buckets // 2 if bidirectional else buckets
    exact = half // 2
    wide = half - exact
    thresholds = [*range(1, exact + 1)]
    thresholds += [
        exact * math.exp(math.log(max_distance / exact) * k / wide) for k in range(1, wide)
    ]
    edges = torch.tensor(thresholds, dtype=torch.float64, device=rel.device) * (1 - 1e-12)
    n = rel.abs() if bidirectional else torch.relu(-rel)
    bucket = torch.bucketize(n.double(), edges, right=True)
    return bucket + (rel > 0) * half if bidirectional else bucket


class T5Attention(nn.Module):
    """Attention."""

    def __init__(
        self, d, heads, d_kv, has_bias=True, bidirectional=True, buckets=32, max_distance=128
    ):
        super().__init__()
        self.sizes = (heads, d_kv)
        self.how = dict(bidirectional=bidirectional, buckets=buckets, max_distance=max_distance)
        self.norm = nn.Module()
        self.norm.weight = nn.Parameter(torch.ones(d))
        for name in "qkv":
            setattr(self, name, nn.Linear(d, heads * d_kv, bias=False))
        self.o = nn.Linear(heads * d_kv, d, bias=False)
        self.relative = nn.Embedding(buckets, heads) if has_bias else None

    def forward(self, x, mask=None, bias=None):
        """Attend."""
        rows, columns = torch.meshgrid(
            *[torch.arange(x.shape[1], device=x.device)] * 2, indexing="ij"
        )
        if bias is None and self.relative is None:
            message = "no bias"
            raise ValueError(message)
        if bias is None:
            bias = torch.einsum(
                "sth->hst", self.relative(relative_bucket(columns - rows, **self.how))
            )
        size = x.norm(dim=-1, keepdim=True) / x.shape[-1] ** 0.5
        y = x * self.norm.weight / torch.sqrt(size**2 + 1e-6)
        q, k, v = (getattr(self, name)(y).unflatten(-1, self.sizes) for name in "qkv")
        scores = torch.einsum("bshd,bthd->bhst", q, k) + bias
        hidden = torch.zeros_like(scores, dtype=torch.bool)
        if not self.how["bidirectional"]:
            hidden = hidden | (columns > rows)
        if mask is not None:
            hidden = hidden | ~mask[:, None, None]
        weights = scores.masked_fill(hidden, -1e30).softmax(-1)
        return x + self.o(torch.einsum("bhst,bthd->bshd", weights, v).flatten(2)), bias

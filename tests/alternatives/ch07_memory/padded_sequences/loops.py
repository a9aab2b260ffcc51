"""Sequence by sequence, with slices."""

import torch
from torch import Tensor

EFFICIENT = False


def reverse_padded(x: Tensor, lengths: Tensor) -> Tensor:
    result = x.clone()
    for row, n in enumerate(lengths.tolist()):
        result[row, :n] = x[row, :n].flip(0)
    return result


def last_valid(x: Tensor, lengths: Tensor) -> Tensor:
    rows = [s[n - 1] if n else s.new_zeros(s.shape[1]) for s, n in zip(x, lengths, strict=True)]
    return torch.stack(rows)


def masked_mean(x: Tensor, lengths: Tensor) -> Tensor:
    return torch.stack([s[:n].sum(0) / max(n, 1) for s, n in zip(x, lengths.tolist(), strict=True)])


def masked_max(x: Tensor, lengths: Tensor) -> Tensor:
    pairs = zip(x, lengths.tolist(), strict=True)
    return torch.stack([s[:n].amax(0) if n else s.new_zeros(s.shape[1]) for s, n in pairs])


def pack(x: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    counts = lengths.tolist()
    if 0 in counts:
        message = "nothing to pack"
        raise ValueError(message)
    order = sorted(range(len(counts)), key=lambda row: -counts[row])
    rows = [(t, row) for t in range(max(counts)) for row in order if counts[row] > t]
    sizes = [sum(n > t for n in counts) for t in range(max(counts))]
    data = torch.stack([x[row, t] for t, row in rows])
    return data, lengths.new_tensor(sizes), lengths.new_tensor(order)


def unpack(data: Tensor, batch_sizes: Tensor, order: Tensor) -> tuple[Tensor, Tensor]:
    x = data.new_zeros(len(order), len(batch_sizes), data.shape[1])
    lengths = torch.zeros_like(order)
    start = 0
    for t, count in enumerate(batch_sizes.tolist()):
        rows = order[:count]
        x[rows, t] = data[start : start + count]
        lengths[rows] = t + 1
        start += count
    return x, lengths

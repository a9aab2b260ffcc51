"""Gather and masked_fill; packing and unpacking by flat positions."""

import torch
from torch import Tensor


def is_valid(x: Tensor, lengths: Tensor) -> Tensor:
    return torch.arange(x.shape[1], device=x.device)[None, :, None] < lengths[:, None, None]


def reverse_padded(x: Tensor, lengths: Tensor) -> Tensor:
    flat = x.reshape(*x.shape[:2], -1)
    t = torch.arange(x.shape[1], device=x.device).expand(x.shape[:2])
    back = lengths.unsqueeze(1) - 1 - t
    source = back.where(back >= 0, t).unsqueeze(2).expand_as(flat)
    return flat.gather(1, source).reshape(x.shape)


def last_valid(x: Tensor, lengths: Tensor) -> Tensor:
    index = lengths.sub(1).clamp(min=0).reshape(-1, 1, 1).expand(-1, 1, x.shape[2])
    clean = x.masked_fill(~is_valid(x, lengths), 0)
    return clean.gather(1, index).squeeze(1)


def masked_mean(x: Tensor, lengths: Tensor) -> Tensor:
    clean = x.masked_fill(~is_valid(x, lengths), 0)
    return torch.einsum("btd,b->bd", clean, 1 / lengths.clamp(min=1).to(x.dtype))


def masked_max(x: Tensor, lengths: Tensor) -> Tensor:
    low = x.masked_fill(~is_valid(x, lengths), torch.finfo(x.dtype).min)
    return low.max(dim=1).values.masked_fill((lengths == 0)[:, None], 0)


def pack(x: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    if lengths.min() == 0:
        raise ValueError(lengths)
    order = torch.sort(-lengths, stable=True).indices
    counts = (lengths[None] > torch.arange(int(lengths.max()), device=x.device)[:, None]).sum(1)
    step = torch.repeat_interleave(counts)
    first = counts.cumsum(0) - counts
    rank = torch.arange(len(step), device=x.device) - first[step]
    return x[order[rank], step], counts, order


def unpack(data: Tensor, batch_sizes: Tensor, order: Tensor) -> tuple[Tensor, Tensor]:
    T = len(batch_sizes)
    step = torch.repeat_interleave(batch_sizes)
    first = batch_sizes.cumsum(0) - batch_sizes
    row = order[torch.arange(len(step), device=data.device) - first[step]]
    zeros = data.new_zeros(len(order) * T, data.shape[1])
    x = zeros.index_add(0, row * T + step, data).reshape(len(order), T, -1)
    return x, torch.bincount(row, minlength=len(order))

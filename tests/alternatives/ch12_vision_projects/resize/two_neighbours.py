"""Indices of the two neighbours and lerp; antialias as an explicit matrix; Welford's update."""

from __future__ import annotations

import torch


def _axis(x, m, align_corners, antialias):
    """Resize the last axis."""
    n = x.shape[-1]
    i = torch.arange(m, device=x.device, dtype=torch.float64)
    if antialias and n > m:
        scale = n / m
        distance = (torch.arange(n, device=x.device) + 0.5)[:, None] - (i + 0.5) * scale
        weight = torch.relu(1 - distance.abs() / scale)  # (n, m)
        return x @ (weight / weight.sum(0)).to(x.dtype)
    if align_corners:
        p = i * (n - 1) / (m - 1) if m > 1 else 0 * i
    else:
        p = ((i + 0.5) * n / m - 0.5).clamp(min=0, max=n - 1)
    low = p.floor().long().clamp(max=n - 1)
    high = (low + 1).clamp(max=n - 1)
    return torch.lerp(x[..., low], x[..., high], (p - low).to(x.dtype))


def resize_bilinear(image, size, *, align_corners=False, antialias=False):
    if align_corners and antialias:
        msg = "only one of the two"
        raise ValueError(msg)
    wide = _axis(image, size[1], align_corners, antialias)
    return _axis(wide.transpose(1, 2), size[0], align_corners, antialias).transpose(1, 2)


def center_crop(image, size):
    for axis, wanted in ((-2, size[0]), (-1, size[1])):
        spare = image.shape[axis] - wanted
        if spare < 0:
            msg = "too small"
            raise ValueError(msg)
        image = image.narrow(axis, spare // 2, wanted)
    return image


def normalize(image, mean, std):
    x = image.to(torch.get_default_dtype()).div(255) if image.dtype is torch.uint8 else image
    mean = torch.tensor(mean, dtype=x.dtype, device=x.device).view(-1, 1, 1)
    std = torch.tensor(std, dtype=x.dtype, device=x.device).view(-1, 1, 1)
    return x.sub(mean).div(std)


def denormalize(image, mean, std):
    planes = [plane * s + m for plane, m, s in zip(image.unbind(-3), mean, std, strict=True)]
    return torch.stack(planes, dim=-3)


def channel_stats(batches):
    count, mean, spread = 0, None, None
    for batch in batches:
        x = batch.to(torch.float64)
        if batch.dtype is torch.uint8:
            x = x / 255
        x = x.permute(1, 0, 2, 3).reshape(x.shape[1], -1)
        n, own = x.shape[1], x.mean(1)
        own_spread = (x - own[:, None]).pow(2).sum(1)
        if mean is None:
            count, mean, spread = n, own, own_spread
            continue
        gap = own - mean
        spread = spread + own_spread + gap**2 * count * n / (count + n)
        mean = mean + gap * n / (count + n)
        count += n
    return mean, (spread / count).sqrt()

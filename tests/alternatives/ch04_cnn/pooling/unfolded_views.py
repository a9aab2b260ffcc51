"""Windows as strided views; the position by argmax and gather."""

from __future__ import annotations

import math

import torch

from .padding import pad2d, pair


def views(x, k, s, p, value, *, ceil_mode=False):
    """Return the windows (B, C, Ho, Wo, kh, kw) of x with a border of ``value``."""
    borders = []
    for size, kk, ss, pp in zip(x.shape[2:], k, s, p, strict=True):
        extra = -(size + 2 * pp - kk) % ss if ceil_mode else 0
        last_start = (size + 2 * pp + extra - kk) // ss * ss
        if extra and last_start >= size + pp:  # would start behind the image
            extra -= ss
        borders.append((pp, pp + extra))
    (top, bottom), (left, right) = borders
    if bottom < 0 or right < 0:  # cut instead of pad
        x = x[:, :, : x.shape[2] + min(bottom, 0), : x.shape[3] + min(right, 0)]
    padded = pad2d(x, (left, max(right, 0), top, max(bottom, 0)), value=value)
    return padded.unfold(2, k[0], s[0]).unfold(3, k[1], s[1])


def max_pool2d(x, kernel_size, stride=None, padding=0, *, ceil_mode=False):
    k, p = pair(kernel_size), pair(padding)
    s = pair(stride) if stride is not None else k
    flat = views(x, k, s, p, -math.inf, ceil_mode=ceil_mode).flatten(4)
    tap = flat.argmax(4, keepdim=True)
    values = flat.gather(4, tap)[..., 0]
    tap = tap[..., 0]
    Ho, Wo = values.shape[2:]
    y = torch.arange(Ho, device=x.device).reshape(Ho, 1) * s[0] - p[0] + tap // k[1]
    z = torch.arange(Wo, device=x.device) * s[1] - p[1] + tap % k[1]
    return values, y * x.shape[3] + z


def avg_pool2d(x, kernel_size, stride=None, padding=0, *, count_include_pad=True):
    k, p = pair(kernel_size), pair(padding)
    s = pair(stride) if stride is not None else k
    if count_include_pad:
        return views(x, k, s, p, 0.0).mean((4, 5))
    return views(x, k, s, p, math.nan).nanmean((4, 5))


def adaptive_avg_pool2d(x, output_size):
    for axis, (outputs, size) in enumerate(zip(pair(output_size), x.shape[2:], strict=True), 2):
        bins = [
            x.narrow(axis, start := i * size // outputs, -(-(i + 1) * size // outputs) - start)
            for i in range(outputs)
        ]
        x = torch.cat([pixels.mean(axis, keepdim=True) for pixels in bins], dim=axis)
    return x


def global_avg_pool(x):
    return x.flatten(2).mean(2)

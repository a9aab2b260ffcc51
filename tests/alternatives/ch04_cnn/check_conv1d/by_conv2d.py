"""Use the chapter's own two-dimensional convolution on images of height 1."""

from __future__ import annotations

import torch

from .convolution import conv2d

CASES = [  # B, C, O, T, k, stride, padding, dilation
    (2, 3, 4, 10, 3, 1, 0, 1),
    (3, 2, 2, 11, 2, 2, 1, 1),
    (1, 2, 3, 12, 4, 3, 2, 2),
    (2, 1, 1, 9, 5, 1, 2, 1),
    (2, 3, 3, 13, 2, 2, 3, 3),
]


def check_conv1d(candidate):
    generator = torch.Generator().manual_seed(1)
    good = []
    for B, C, O, T, k, stride, padding, dilation in CASES:
        double = [
            torch.rand(*shape, generator=generator, dtype=torch.float64) - 0.5
            for shape in ((B, C, T), (O, C, k), (O,))
        ]
        for dtype in (torch.float64, torch.float32):
            x, w, b = (tensor.to(dtype) for tensor in double)
            for bias in (b, None):
                want = conv2d(
                    x[:, :, None], w[:, :, None], bias, (1, stride), (0, padding), (1, dilation)
                )[:, :, 0]
                got = candidate(x, w, bias, stride, padding, dilation)
                same = got.shape == want.shape and got.dtype == want.dtype
                tolerance = 100 * torch.finfo(dtype).eps
                good.append(same and bool((got - want).abs().max() < tolerance))
    return all(good)

"""Compare with plain Python sums over a grid of cases."""

from __future__ import annotations

import itertools

import torch


def entry(x, weight, bias, place, dilation):
    """One output: the sum over channels and taps, at ``place``; x holds the padding."""
    total = 0.0 if bias is None else bias
    for channel, kernel in zip(x, weight, strict=True):
        for j, w in enumerate(kernel):
            total += w * channel[place + j * dilation]
    return total


def convolution(x, weight, bias, stride, padding, dilation):
    x, weight = x.double().tolist(), weight.double().tolist()
    bias = [None] * len(weight) if bias is None else bias.double().tolist()
    out = []
    for image in x:
        border = [0.0] * padding
        padded = [border + channel + border for channel in image]
        last = len(padded[0]) - dilation * (len(weight[0][0]) - 1)
        places = range(0, last, stride)
        out.append(
            [
                [entry(padded, w, b, p, dilation) for p in places]
                for w, b in zip(weight, bias, strict=True)
            ]
        )
    return torch.tensor(out, dtype=torch.float64)


def check_conv1d(candidate):
    torch.manual_seed(11)
    for k, T, (stride, padding, dilation) in itertools.product(
        (1, 2, 3), (7, 8), ((1, 0, 1), (2, 1, 1), (3, 2, 2))
    ):
        for dtype, near in ((torch.float32, 1e-4), (torch.float64, 1e-11)):
            for C, O in ((2, 3), (2, 2)):
                x, w = torch.randn(2, C, T, dtype=dtype), torch.randn(O, C, k, dtype=dtype)
                bias = torch.randn(O, dtype=dtype) if (k + T) % 2 else None
                want = convolution(x, w, bias, stride, padding, dilation)
                got = candidate(x, w, bias, stride, padding, dilation)
                if got.shape != want.shape or got.dtype != dtype:
                    return False
                if (got - want).abs().max() > near:
                    return False
    return True

"""No columns: a loop over the taps, forward and backward."""

from __future__ import annotations

import math

import torch
from torch import nn

from .padding import conv_out, pad2d, pair


def taps(kernel, out, stride, dilation):
    """Return ((i, j), (rows, columns)) for every tap: which pixels it meets."""
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            place = tuple(
                slice(t * d, t * d + (n - 1) * s + 1, s)
                for t, n, s, d in zip((i, j), out, stride, dilation, strict=True)
            )
            yield (i, j), place


class Conv2dFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias, stride, padding, dilation, groups):
        stride, (ph, pw), dilation = pair(stride), pair(padding), pair(dilation)
        kernel = tuple(weight.shape[2:])
        out = tuple(
            conv_out(n, k, s, p, d)
            for n, k, s, p, d in zip(x.shape[2:], kernel, stride, (ph, pw), dilation, strict=True)
        )
        ctx.save_for_backward(x, weight)
        ctx.borders, ctx.groups = (ph, pw), groups
        ctx.taps = list(taps(kernel, out, stride, dilation))
        blocks = pad2d(x, (pw, pw, ph, ph)).unflatten(1, (groups, -1))
        kernels = weight.unflatten(0, (groups, -1))
        y = x.new_zeros(len(x), groups, kernels.shape[1], *out)
        for (i, j), (rows, columns) in ctx.taps:
            y += torch.einsum("bgchw,goc->bgohw", blocks[..., rows, columns], kernels[..., i, j])
        y = y.flatten(1, 2)
        return y if bias is None else y + bias[:, None, None]

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        (ph, pw), (H, W) = ctx.borders, x.shape[2:]
        G = grad.unflatten(1, (ctx.groups, -1))
        kernels = weight.unflatten(0, (ctx.groups, -1))
        blocks = pad2d(x, (pw, pw, ph, ph)).unflatten(1, (ctx.groups, -1))
        wants_x, wants_weight, wants_bias = ctx.needs_input_grad[:3]
        grad_x = torch.zeros_like(blocks) if wants_x else None
        grad_weight = torch.zeros_like(kernels) if wants_weight else None
        for (i, j), (rows, columns) in ctx.taps:
            if wants_x:
                back = torch.einsum("bgohw,goc->bgchw", G, kernels[..., i, j])
                grad_x[..., rows, columns] += back
            if wants_weight:
                seen = blocks[..., rows, columns]
                grad_weight[..., i, j] = torch.einsum("bgohw,bgchw->goc", G, seen)
        if wants_x:
            grad_x = grad_x.flatten(1, 2)[:, :, ph : ph + H, pw : pw + W]
        if wants_weight:
            grad_weight = grad_weight.flatten(0, 1)
        grad_bias = torch.einsum("bohw->o", grad) if wants_bias else None
        return grad_x, grad_weight, grad_bias, None, None, None, None


class Conv2d(nn.Module):
    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        *,
        bias=True,
    ):
        super().__init__()
        shape = (out_channels, in_channels // groups, *pair(kernel_size))
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.weight = nn.Parameter(torch.empty(shape).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(out_channels)) if bias else None
        self.geometry = stride, padding, dilation, groups

    def forward(self, x):
        stride, padding, dilation, groups = self.geometry
        call = Conv2dFunction.apply
        return call(x, self.weight, self.bias, stride, padding, dilation, groups)

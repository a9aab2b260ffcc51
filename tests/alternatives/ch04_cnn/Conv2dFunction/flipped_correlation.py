"""Both gradients as convolutions: with the flipped kernel, and of x with the upstream gradient."""

from __future__ import annotations

import math

import torch
from torch import nn

from .convolution import conv2d
from .padding import pad2d, pair


class Conv2dFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias, stride, padding, dilation, groups):
        ctx.save_for_backward(x, weight)
        ctx.options = pair(stride), pair(padding), pair(dilation), groups
        return conv2d(x, weight, bias, stride, padding, dilation, groups)

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        (sh, sw), (ph, pw), (dh, dw), groups = ctx.options
        (H, W), (kh, kw) = x.shape[2:], weight.shape[2:]
        B, O, Ho, Wo = grad.shape
        # the gradient as it would stand at stride 1: zeros in between, and the unused border
        spread = grad.new_zeros(B, O, H + 2 * ph - dh * (kh - 1), W + 2 * pw - dw * (kw - 1))
        spread[:, :, : (Ho - 1) * sh + 1 : sh, : (Wo - 1) * sw + 1 : sw] = grad
        grads = [None] * 7
        if ctx.needs_input_grad[0]:
            turned = weight.flip(2, 3).unflatten(0, (groups, -1)).transpose(1, 2).flatten(0, 1)
            reach = dh * (kh - 1), dw * (kw - 1)
            full = conv2d(spread, turned, padding=reach, dilation=(dh, dw), groups=groups)
            grads[0] = full[:, :, ph : ph + H, pw : pw + W]
        if ctx.needs_input_grad[1]:
            padded = pad2d(x, (pw, pw, ph, ph))
            parts = [
                conv2d(images.transpose(0, 1), upstream.transpose(0, 1), stride=(dh, dw))
                for images, upstream in zip(
                    padded.chunk(groups, 1), spread.chunk(groups, 1), strict=True
                )
            ]
            grads[1] = torch.cat([part.transpose(0, 1) for part in parts])
        if ctx.needs_input_grad[2]:
            grads[2] = grad.transpose(0, 1).flatten(1).sum(1)
        return tuple(grads)


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
        self.options = stride, padding, dilation, groups
        shape = (out_channels, in_channels // groups, *pair(kernel_size))
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.weight = nn.Parameter(torch.empty(shape).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(out_channels)) if bias else None

    def forward(self, x):
        return Conv2dFunction.apply(x, self.weight, self.bias, *self.options)

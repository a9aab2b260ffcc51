"""The chain rule step by step, in float64: through x̂, through the variance, through the mean."""

import torch
from torch import Tensor


def layer_norm(x: Tensor, shape, weight: Tensor, bias: Tensor, eps: float = 1e-5):
    axes = [x.dim() - 1 - n for n in range(len(shape))]
    wide = x.double()
    mean = wide.mean(axes, keepdim=True)
    variance = ((wide - mean) ** 2).mean(axes, keepdim=True)
    root = torch.sqrt(variance + eps)
    y = (wide - mean) / root * weight.double() + bias.double()
    return y.to(x.dtype), (wide - mean, root, weight, axes)


def layer_norm_backward(dy: Tensor, cache):
    centred, root, weight, axes = cache
    wide = dy.double()
    d = wide * weight.double()
    dvariance = (d * centred * -0.5 * root**-3).sum(axes, keepdim=True)
    count = weight.numel()
    dcentred = d / root + dvariance * 2 * centred / count
    dx = dcentred - dcentred.mean(axes, keepdim=True)
    leading = dy.dim() - weight.dim()
    dweight, dbias = wide * centred / root, wide
    for _ in range(leading):
        dweight, dbias = dweight.sum(0), dbias.sum(0)
    return {
        "dx": dx.to(dy.dtype),
        "dweight": dweight.to(weight.dtype),
        "dbias": dbias.to(weight.dtype),
    }

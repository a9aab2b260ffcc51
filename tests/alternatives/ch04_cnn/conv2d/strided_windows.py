"""All windows as one view of the padded image, contracted by a single einsum."""

from __future__ import annotations

import torch
from torch import Tensor

from .padding import pad2d, pair


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1) -> Tensor:
    (sh, sw), (ph, pw), (dh, dw) = (pair(v) for v in (stride, padding, dilation))
    C, H, W = x.shape[1:]
    O, Cg, kh, kw = weight.shape
    if groups * Cg != C or O % groups:
        raise ValueError(C, O, groups)
    reach_h, reach_w = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if reach_h > H + 2 * ph or reach_w > W + 2 * pw:
        raise ValueError(kh, kw)
    windows = pad2d(x, (pw, pw, ph, ph)).unfold(2, reach_h, sh).unfold(3, reach_w, sw)
    windows = windows[..., ::dh, ::dw].unflatten(1, (groups, Cg))
    kernels = weight.unflatten(0, (groups, O // groups))
    out = torch.einsum("bgcyzij,gocij->bgoyz", windows, kernels).flatten(1, 2)
    return out if bias is None else out + bias.reshape(1, O, 1, 1)

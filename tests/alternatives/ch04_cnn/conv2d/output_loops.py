"""The definition, literally: a loop over the places of the output. Slow."""

from __future__ import annotations

import torch
from torch import Tensor

from .padding import conv_out, pad2d, pair

EFFICIENT = False


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1) -> Tensor:
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    O, Cg, kh, kw = weight.shape
    if x.shape[1] != Cg * groups or O % groups != 0:
        raise ValueError
    Ho = conv_out(x.shape[2], kh, sh, ph, dh)
    Wo = conv_out(x.shape[3], kw, sw, pw, dw)
    padded = pad2d(x, (pw, pw, ph, ph))
    rows = []
    for y in range(Ho):
        row = []
        for z in range(Wo):
            seen = padded[:, :, y * sh :, z * sw :][:, :, ::dh, ::dw][:, :, :kh, :kw]
            seen = seen.reshape(len(x), groups, 1, Cg, kh, kw)
            terms = seen * weight.reshape(groups, O // groups, Cg, kh, kw)
            row.append(terms.sum((-1, -2, -3)).reshape(len(x), O))
        rows.append(torch.stack(row, dim=-1))
    out = torch.stack(rows, dim=-2)
    return out + (0 if bias is None else bias[None, :, None, None])

"""One table of flat indices: gather for im2col, index_add for col2im."""

from __future__ import annotations

import torch
from torch import Tensor

from .padding import conv_out, pad2d, pair


def table(shape, kernel_size, stride, padding, dilation, device) -> Tensor:
    """Return where in the flat padded image (C, H, W) every entry of the matrix stands."""
    _, C, H, W = shape
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(pair, (kernel_size, stride, padding, dilation))
    Ho, Wo = conv_out(H, kh, sh, ph, dh), conv_out(W, kw, sw, pw, dw)
    tall, wide = H + 2 * ph, W + 2 * pw
    axes = [torch.arange(n, device=device) for n in (C, kh, kw, Ho, Wo)]
    c, i, j, y, z = torch.meshgrid(*axes, indexing="ij")
    index = c * tall * wide + (y * sh + i * dh) * wide + z * sw + j * dw
    return index.reshape(C * kh * kw, Ho * Wo)


def im2col(x, kernel_size, stride=1, padding=0, dilation=1) -> Tensor:
    ph, pw = pair(padding)
    flat = pad2d(x, (pw, pw, ph, ph)).flatten(1)
    return flat[:, table(x.shape, kernel_size, stride, padding, dilation, x.device)]


def col2im(columns, shape, kernel_size, stride=1, padding=0, dilation=1) -> Tensor:
    (ph, pw), (B, C, H, W) = pair(padding), shape
    index = table(shape, kernel_size, stride, padding, dilation, columns.device).flatten()
    flat = columns.new_zeros(B, C * (H + 2 * ph) * (W + 2 * pw))
    flat = flat.index_add(1, index, columns.flatten(1))
    return flat.reshape(B, C, H + 2 * ph, W + 2 * pw)[:, :, ph : H + ph, pw : W + pw]


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1) -> Tensor:
    O, _, kh, kw = weight.shape
    columns = im2col(x, (kh, kw), stride, padding, dilation)
    blocks = zip(weight.flatten(1).chunk(groups), columns.chunk(groups, dim=1), strict=True)
    out = torch.cat([kernels @ rows for kernels, rows in blocks], dim=1)
    (sh, _), (ph, _), (dh, _) = pair(stride), pair(padding), pair(dilation)
    out = out.unflatten(2, (conv_out(x.shape[2], kh, sh, ph, dh), -1))
    return out if bias is None else out + bias.reshape(O, 1, 1)

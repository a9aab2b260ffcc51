"""Go through the taps and keep what is strictly larger; averages by running sums."""

from __future__ import annotations

import math

import torch

from .padding import pad2d, pair


def counts(size, k, s, p, *, ceil_mode=False):
    whole = (size + 2 * p - k) // s + 1
    if ceil_mode and (size + 2 * p - k) % s and whole * s < size + p:
        return whole + 1
    return whole


def max_pool2d(x, kernel_size, stride=None, padding=0, *, ceil_mode=False):
    (kh, kw), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    H, W = x.shape[2:]
    Ho = counts(H, kh, sh, ph, ceil_mode=ceil_mode)
    Wo = counts(W, kw, sw, pw, ceil_mode=ceil_mode)
    padded = pad2d(x, (pw, pw + sw + kw, ph, ph + sh + kh), value=-math.inf)
    y = torch.arange(Ho, device=x.device)[:, None] * sh - ph
    z = torch.arange(Wo, device=x.device) * sw - pw
    best = where = None
    for i in range(kh):
        for j in range(kw):
            seen = padded[:, :, i : i + (Ho - 1) * sh + 1 : sh, j : j + (Wo - 1) * sw + 1 : sw]
            index = ((y + i) * W + z + j).expand(seen.shape)
            if best is None:
                best, where = seen, index
            else:
                larger = seen > best
                best, where = torch.where(larger, seen, best), torch.where(larger, index, where)
    return best, where


def box_sums(x, k, s, p):
    """Sum over windows with a summed-area table, built in float64."""
    (kh, kw), (sh, sw), (ph, pw) = k, s, p
    table = pad2d(x.double(), (pw + 1, pw, ph + 1, ph)).cumsum(2).cumsum(3)
    across = table[:, :, kh:] - table[:, :, :-kh]
    return (across[..., kw:] - across[..., :-kw])[:, :, ::sh, ::sw]


def avg_pool2d(x, kernel_size, stride=None, padding=0, *, count_include_pad=True):
    k, p = pair(kernel_size), pair(padding)
    s = k if stride is None else pair(stride)
    pixels = k[0] * k[1] if count_include_pad else box_sums(torch.ones_like(x), k, s, p)
    return (box_sums(x, k, s, p) / pixels).to(x.dtype)


def adaptive_avg_pool2d(x, output_size):
    (oh, ow), (H, W) = pair(output_size), x.shape[2:]
    rows = []
    for i in range(oh):
        band = x[:, :, i * H // oh : math.ceil((i + 1) * H / oh)].mean(2)
        bins = [band[..., j * W // ow : math.ceil((j + 1) * W / ow)].mean(2) for j in range(ow)]
        rows.append(torch.stack(bins, dim=2))
    return torch.stack(rows, dim=2)


def global_avg_pool(x):
    return torch.einsum("bchw->bc", x) / (x.shape[2] * x.shape[3])

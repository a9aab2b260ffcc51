"""One query after the other; the Gauss kernel by exp of a row shifted by its maximum."""

import torch
from torch import Tensor

EFFICIENT = False


def kernel_pool(xq: Tensor, xk: Tensor, v: Tensor, bandwidth, kernel: str = "gauss"):
    if kernel not in {"gauss", "box", "epanechnikov"}:
        raise ValueError(kernel)
    outs, rows = [], []
    for x in xq:
        u = (x - xk) / bandwidth
        if kernel == "gauss":
            e = -0.5 * u * u
            row = torch.exp(e - e.max())
        elif kernel == "box":
            row = torch.where((u >= -1) & (u <= 1), torch.ones_like(u), torch.zeros_like(u))
        else:
            row = torch.clamp(1 - u * u, min=0)
        if row.any():
            row = row / row.sum()
        rows.append(row)
        outs.append(sum(w * value for w, value in zip(row, v, strict=True)))
    return torch.stack(outs), torch.stack(rows)

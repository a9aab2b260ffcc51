"""Properties: read the direction off the move, and look at each part by itself."""

import torch


def _verdict(candidate):
    for dtype, close in ((torch.float64, 1e-12), (torch.float32, 1e-5)):
        g = torch.tensor([3.0, -1.0, 0.5, 0.0, 1e-12, -2.0, 1.0], dtype=dtype)
        m = torch.tensor([-2.0, 1.5, 0.25, 0.0, 0.0, -1.0, -3.0], dtype=dtype)
        p = torch.tensor([1.0, -2.0, 0.3, 5.0, -1.0, 0.7, 2.0], dtype=dtype)
        nothing = torch.zeros_like(p)
        for lr, b1, b2, wd in ((0.25, 0.9, 0.6, 0.4), (0.5, 0.25, 0.875, 0.75)):
            moved, momentum = candidate(p, g, m, lr, b1, b2, wd)
            still, _ = candidate(p, nothing, nothing, lr, b1, b2, wd)
            pure, _ = candidate(nothing, g, m, lr, b1, b2, wd)
            mixed = torch.tensor(b1, dtype=dtype) * m + torch.tensor(1 - b1, dtype=dtype) * g
            yield torch.allclose(still, p - lr * wd * p, rtol=close, atol=close)
            yield torch.allclose(pure / -lr, torch.sign(mixed), rtol=close, atol=close)
            yield torch.allclose(moved, still + pure, rtol=10 * close, atol=10 * close)
            yield torch.allclose(momentum, torch.lerp(g, m, b2), rtol=close, atol=close)
            yield moved.dtype == momentum.dtype == dtype


def check_lion(candidate):
    try:
        return all(_verdict(candidate))
    except Exception:  # noqa: BLE001 - whatever it raises, it is wrong
        return False

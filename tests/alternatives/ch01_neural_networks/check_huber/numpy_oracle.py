"""Python numbers as the oracle, on errors spread evenly in the logarithm."""

import math

import torch


def _huber(r: float, delta: float) -> float:
    return r * r / 2 if abs(r) <= delta else delta * (abs(r) - delta / 2)


def check_huber(candidate) -> bool:
    for delta in (0.5, 2.0, 7.0):
        sizes = [delta * 10 ** (k / 4) for k in range(-16, 13)]
        errors = [0.0, *sizes, *(-s for s in sizes)]
        for dtype, tolerance in ((torch.float32, 1e-4), (torch.float64, 1e-11)):
            pred = torch.tensor(errors, dtype=dtype)
            try:
                losses = candidate(pred, torch.zeros_like(pred), delta)
                if losses.dtype is not dtype or losses.shape != pred.shape:
                    return False
            except Exception:  # noqa: BLE001
                return False
            expected = [_huber(r, delta) for r in errors]
            pairs = zip(losses.tolist(), expected, strict=True)
            if not all(math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-30) for a, b in pairs):
                return False
    return True

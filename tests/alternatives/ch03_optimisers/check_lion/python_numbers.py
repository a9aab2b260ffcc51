"""An oracle in Python numbers, entry by entry, with random entries besides."""

import math
import random

import torch


def check_lion(candidate):
    rng = random.Random(3)  # noqa: S311 - test data
    p = [rng.uniform(-2, 2) for _ in range(20)]
    g = [rng.uniform(-2, 2) for _ in range(17)] + [0.0, 1e-12, -1e-12]
    m = [rng.uniform(-2, 2) for _ in range(17)] + [0.0, 0.0, 0.0]
    for dtype, close in ((torch.float64, 1e-11), (torch.float32, 1e-5)):
        for lr, b1, b2, wd in ((0.1, 0.9, 0.7, 0.5), (0.3, 0.3, 0.95, 0.0), (1.5, 0.5, 0.0, 1.0)):
            a, b, c = (torch.tensor(values, dtype=dtype) for values in (p, g, m))
            try:
                moved, momentum = candidate(a, b, c, lr, b1, b2, wd)
                if moved.dtype != dtype or momentum.dtype != dtype or momentum.shape != (20,):
                    return False
                rows = zip(a.tolist(), b.tolist(), c.tolist(), strict=True)
                for i, (x, y, z) in enumerate(rows):
                    mixed = b1 * z + (1 - b1) * y
                    sign = (mixed > 0) - (mixed < 0)
                    expected = x - lr * (sign + wd * x)
                    if not math.isclose(float(moved[i]), expected, rel_tol=close, abs_tol=close):
                        return False
                    expected = b2 * z + (1 - b2) * y
                    if not math.isclose(float(momentum[i]), expected, rel_tol=close, abs_tol=close):
                        return False
            except Exception:  # noqa: BLE001 - whatever it raises, it is wrong
                return False
    return True

"""A few matrices whose answers were worked out by hand (3-4-5 triangles)."""

from __future__ import annotations

import torch

WEIGHT = [[3.0, -4.0], [0.3, 0.4], [0.0, 0.0], [-6.0, 8.0], [-1.2, -1.6], [0.6, -0.8]]
ANSWERS = {  # the lengths are 5, 0.5, 0, 10, 2, 1
    1.0: [[0.6, -0.8], [0.3, 0.4], [0.0, 0.0], [-0.6, 0.8], [-0.6, -0.8], [0.6, -0.8]],
    5.0: [[3.0, -4.0], [0.3, 0.4], [0.0, 0.0], [-3.0, 4.0], [-1.2, -1.6], [0.6, -0.8]],
    0.25: [[0.15, -0.2], [0.15, 0.2], [0.0, 0.0], [-0.15, 0.2], [-0.15, -0.2], [0.15, -0.2]],
    1.5: [[0.9, -1.2], [0.3, 0.4], [0.0, 0.0], [-0.9, 1.2], [-0.9, -1.2], [0.6, -0.8]],
    0.5: [[0.3, -0.4], [0.3, 0.4], [0.0, 0.0], [-0.3, 0.4], [-0.3, -0.4], [0.3, -0.4]],
}


def check_max_norm(candidate):
    for dtype, eps in ((torch.float32, 1e-6), (torch.float64, 1e-14)):
        weight = torch.tensor(WEIGHT, dtype=dtype)
        for limit, answer in ANSWERS.items():
            right = torch.tensor(answer, dtype=dtype)
            for rows in (
                slice(None),
                slice(0, 1),
                slice(1, 3),
                slice(2, 4),
                slice(3, 6),
                slice(4, 6),
            ):
                out = candidate(weight[rows], limit)
                if out.shape != right[rows].shape or out.dtype != dtype:
                    return False
                # Lengths exactly at the limit may be rounded either way.
                if not torch.isclose(out, right[rows], rtol=0, atol=4 * eps * max(1, limit)).all():
                    return False
    return True

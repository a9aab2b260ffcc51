"""Random masks against a numpy oracle, a few special ones among them."""

from __future__ import annotations

import numpy as np
import torch


def _oracle(mask):
    columns, rows = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
    if not columns.size:
        return [0.0] * 4
    return [columns[0], rows[0], columns[-1] + 1.0, rows[-1] + 1.0]


def check_masks_to_boxes(candidate):
    random = np.random.default_rng(0)
    for _ in range(60):
        n, h, w = random.integers(0, 5), random.integers(1, 9), random.integers(1, 9)
        masks = random.random((n, h, w)) < random.choice([0.03, 0.15, 0.6])
        expected = np.array([_oracle(mask) for mask in masks], dtype=np.float32).reshape(-1, 4)
        got = candidate(torch.from_numpy(masks))
        if got.dtype != torch.float32 or tuple(got.shape) != expected.shape:
            return False
        if not np.array_equal(got.numpy(), expected):
            return False
    return True

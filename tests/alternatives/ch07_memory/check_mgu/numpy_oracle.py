"""A NumPy oracle on random inputs, errors measured by their maximum."""

import numpy as np
import torch


def oracle(x, h, W_ih, W_hh, b):
    H = h.shape[1]
    a = x @ W_ih.T + b
    f = 0.5 + 0.5 * np.tanh(0.5 * (a[:, :H] + h @ W_hh[:H].T))
    n = np.tanh(a[:, H:] + (f * h) @ W_hh[H:].T)
    return h + f * (n - h)


def check_mgu(candidate) -> bool:
    rng = np.random.default_rng(3)
    for B, D, H in ((1, 4, 3), (4, 2, 5), (2, 3, 3), (6, 1, 1)):
        for size in (1, 50, 5000):
            shapes = ((B, D), (B, H), (2 * H, D), (2 * H, H), (2 * H,))
            arrays = [rng.normal(size=shape) for shape in shapes]
            arrays[0] *= size
            arrays[1] *= 2
            for kind, allowed in ((torch.float64, 1e-9), (torch.float32, 2e-4)):
                tensors = [torch.from_numpy(array).to(kind) for array in arrays]
                right = oracle(*(tensor.double().numpy() for tensor in tensors))
                try:
                    got = candidate(*tensors)
                    if got.dtype != kind or tuple(got.shape) != right.shape:
                        return False
                    wrong = np.abs(got.double().numpy() - right).max()
                except Exception:  # noqa: BLE001
                    return False
                # near 0, the rounding of thousands is large
                if not wrong <= (1e-2 if size > 50 and kind == torch.float32 else allowed):
                    return False
    return True

"""A NumPy oracle in float64, on a list of awkward inputs."""

import numpy as np
import torch


def oracle(q, k, v, mask, scale):
    def unit(x):
        length = np.sqrt((x * x).sum(-1, keepdims=True))
        return np.divide(x, length, out=np.zeros_like(x), where=length > 0)

    scores = scale * np.einsum("...qd,...kd->...qk", unit(q), unit(k))
    scores = np.where(mask, scores, -np.inf)
    top = np.where(mask.any(-1, keepdims=True), scores.max(-1, keepdims=True), 0)
    e = np.exp(scores - top)
    total = e.sum(-1, keepdims=True)
    return np.einsum("...qk,...kd->...qd", e / np.where(total > 0, total, 1), v)


def check_cosine_attention(candidate) -> bool:
    rng = np.random.default_rng(4)
    for leading, Q, K, d, dv in (((), 3, 5, 4, 2), ((2,), 4, 3, 5, 1), ((2, 3), 5, 4, 2, 3)):
        for size, scale in ((1e-6, 3), (1e4, 1000)):
            q, k, v = (rng.normal(size=(*leading, *s)) for s in ((Q, d), (K, d), (K, dv)))
            k *= size
            q[..., 1, :] = 0
            k[..., 2, :] = 0
            mask = rng.random((*leading, Q, K)) < 0.5
            mask[..., 2, :] = False
            for kind, allowed in ((torch.float64, 1e-9), (torch.float32, 1e-2)):
                given = [torch.from_numpy(x).to(kind) for x in (q, k, v)]
                right = oracle(*(x.double().numpy() for x in given), mask, scale)
                try:
                    got = candidate(*given, torch.from_numpy(mask), float(scale))
                    if got.dtype is not kind or tuple(got.shape) != right.shape:
                        return False
                    wrong = np.abs(got.double().numpy() - right).max()
                except Exception:  # noqa: BLE001
                    return False
                if not wrong <= allowed:
                    return False
    return True

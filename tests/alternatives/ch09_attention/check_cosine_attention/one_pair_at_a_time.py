"""Plain Python numbers, pair by pair, with math.fsum; few and small inputs."""

import math

import torch


def row(q, k, v, mask, scale):
    def cosine(a, b):
        lengths = math.hypot(*a) * math.hypot(*b)
        return math.fsum(x * y for x, y in zip(a, b, strict=True)) / lengths if lengths else 0.0

    scores = [scale * cosine(q, key) if may else None for key, may in zip(k, mask, strict=True)]
    seen = [score for score in scores if score is not None]
    if not seen:
        return [0.0] * len(v[0])
    e = [0.0 if score is None else math.exp(score - max(seen)) for score in scores]
    total = math.fsum(e)
    return [
        math.fsum(w * x[c] for w, x in zip(e, v, strict=True)) / total for c in range(len(v[0]))
    ]


def check_cosine_attention(candidate) -> bool:
    gen = torch.Generator().manual_seed(1)
    for number in range(12):
        kind, allowed = ((torch.float32, 1e-4), (torch.float64, 1e-10))[number % 2]
        scale = (0.5, 4.0, 1000.0)[number % 3]
        if scale > 10 and kind == torch.float32:
            allowed = 1e-2
        leading = ((), (2,), (1, 2), (2, 2))[number // 2 % 4]
        Q, K, d = 2 + number % 3, 3 + number % 2, 2 + number % 4
        q, k, v = (torch.randn(*leading, *s, generator=gen) for s in ((Q, d), (K, d), (K, 2)))
        k = k * 10.0 ** torch.randint(-6, 4, (*leading, K, 1), generator=gen)
        k[..., 1, :], q[..., 1, :] = 0, 0
        mask = torch.rand(*leading, Q, K, generator=gen) < 0.7
        mask[..., 0, :] = number % 5 != 0
        given = [x.to(kind) for x in (q, k, v)]
        try:
            got = candidate(*given, mask, scale)
        except Exception:  # noqa: BLE001
            return False
        if got.dtype != kind or got.shape != (*leading, Q, 2):
            return False
        flat = [x.reshape(-1, *x.shape[-2:]).tolist() for x in (*given, mask, got)]
        for Qs, Ks, Vs, M, G in zip(*flat, strict=True):
            for a, may, values in zip(Qs, M, G, strict=True):
                for x, y in zip(row(a, Ks, Vs, may, scale), values, strict=True):
                    if not abs(x - y) <= allowed:
                        return False
    return True

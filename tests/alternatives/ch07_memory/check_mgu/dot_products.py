"""Unit by unit with dot products, on inputs of whole numbers and halves."""

import torch


def expected(x, h, W_ih, W_hh, b):
    H = h.shape[1]
    f = torch.stack(
        [torch.sigmoid((x * W_ih[k]).sum(1) + (h * W_hh[k]).sum(1) + b[k]) for k in range(H)], 1
    )
    rows = range(H, 2 * H)
    n = [torch.tanh((x * W_ih[k]).sum(1) + (f * h * W_hh[k]).sum(1) + b[k]) for k in rows]
    return torch.stack([(1 - f[:, k]) * h[:, k] + f[:, k] * n[k] for k in range(H)], 1)


def check_mgu(candidate) -> bool:
    gen = torch.Generator().manual_seed(0)
    for B, D, H in ((3, 2, 4), (1, 2, 3), (4, 3, 3)):
        for factor in (0.25, 4096.0):
            shapes = [(B, D), (B, H), (2 * H, D), (2 * H, H), (2 * H,)]
            x, *rest = (torch.randint(-7, 8, s, generator=gen) / 4 + 0.125 for s in shapes)
            for double in (False, True):
                inputs = [t.double() if double else t for t in (x * factor, *rest)]
                right = expected(*inputs)
                try:
                    got = candidate(*inputs)
                except Exception:  # noqa: BLE001
                    return False
                if got.shape != right.shape or got.dtype != right.dtype:
                    return False
                off = (got - right).abs().max()
                if not off <= (1e-11 if double else 1e-3):
                    return False
    return True

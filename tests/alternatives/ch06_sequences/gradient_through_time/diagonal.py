"""diag_embed and matmul; norms as roots of the largest eigenvalue of PᵀP, found by squaring."""

import torch


def state_jacobian(h_t, Whh):
    return torch.diag_embed(1 - h_t**2) @ Whh.mT


def jacobian_product_norms(hs, Whh):
    P = torch.diag_embed(torch.ones_like(hs[0]))
    stack = [P]
    for t in range(len(hs) - 1, 0, -1):
        P = P @ state_jacobian(hs[t], Whh)
        stack.append(P)
    return torch.linalg.norm(torch.stack(stack), ord=2, dim=(2, 3)).mean(1)


def spectral_radius(Whh, iters=20):
    power, logs = Whh, []
    for i in range(iters + 1):
        norm = power.norm()
        if not norm.item():
            return norm
        logs.append(norm.log() * 0.5**i)
        power = (power / norm).matrix_power(2)
    return torch.stack(logs).sum().exp()


def predict_regime(Whh, hs):
    rate = jacobian_product_norms(hs, Whh)[-1].pow(1 / (hs.shape[0] - 1)).item()
    names = ("vanishing", "steady", "exploding")
    return names[(rate >= 0.95) + (rate > 1.05)]

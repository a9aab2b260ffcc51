"""einsum and singular values; products built anew for each k; float64 logarithms for the radius."""

import math

import torch


def state_jacobian(h_t, Whh):
    return torch.einsum("bi,ji->bij", 1 - h_t * h_t, Whh)


def jacobian_product_norms(hs, Whh):
    T, B, H = hs.shape
    norms = []
    for k in range(T):
        product = torch.eye(H, dtype=hs.dtype, device=hs.device).repeat(B, 1, 1)
        for t in range(T - k, T):
            product = torch.bmm(state_jacobian(hs[t], Whh), product)
        norms.append(torch.linalg.svdvals(product)[:, 0].mean())
    return torch.stack(norms)


def spectral_radius(Whh, iters=20):
    matrix, log = Whh.double(), 0.0
    for i in range(iters):
        size = float(matrix.square().sum().sqrt())
        if size == 0:
            return torch.zeros_like(Whh[0, 0])
        matrix = matrix / size
        log += math.log(size) / 2**i
        matrix = matrix @ matrix
    size = float(matrix.square().sum().sqrt())
    radius = math.exp(log + math.log(size) / 2**iters) if size else 0.0
    return torch.full_like(Whh[0, 0], radius)


def predict_regime(Whh, hs):
    norm = jacobian_product_norms(hs.double(), Whh.double())[-1]
    log_rate = float(norm.log()) / (len(hs) - 1)
    if log_rate > math.log(1.05):
        return "exploding"
    return "vanishing" if log_rate < math.log(0.95) else "steady"

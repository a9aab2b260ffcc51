"""Binary cross entropy with explicit labels; the penalty sample by sample."""

import torch
from torch.nn import functional as F


def _bce(logits, label):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def d_loss(real_logits, fake_logits, kind="bce"):
    losses = {
        "bce": lambda: _bce(real_logits, 1.0) + _bce(fake_logits, 0.0),
        "lsgan": lambda: (((real_logits - 1) ** 2).mean() + (fake_logits**2).mean()) / 2,
        "hinge": lambda: (
            (1 - real_logits).clamp(min=0).mean() + (1 + fake_logits).clamp(min=0).mean()
        ),
        "wgan": lambda: fake_logits.mean() - real_logits.mean(),
    }
    if kind not in losses:
        raise ValueError(kind)
    return losses[kind]()


def g_loss(fake_logits, kind="bce", saturating=False):
    if kind == "bce" and saturating:
        return -_bce(fake_logits, 0.0)
    if kind == "bce":
        return _bce(fake_logits, 1.0)
    if kind == "lsgan":
        return F.mse_loss(fake_logits, torch.ones_like(fake_logits)) / 2
    if kind in ("hinge", "wgan"):
        return fake_logits.mean().neg()
    raise ValueError(kind)


def gradient_penalty(D, real, fake, u):
    total = 0
    for x, y, share in zip(real, fake, u, strict=True):
        point = torch.lerp(y.detach(), x.detach(), share)[None].requires_grad_()
        grad = torch.autograd.grad(D(point).squeeze(), point, create_graph=True)[0]
        total = total + (grad.flatten().norm() - 1) ** 2
    return total / len(real)

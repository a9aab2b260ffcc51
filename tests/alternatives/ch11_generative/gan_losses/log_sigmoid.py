"""logsigmoid, logaddexp and sums; the penalty with weights for the cotangent."""

import torch
from torch.nn import functional as F


def d_loss(real_logits, fake_logits, kind="bce"):
    if kind == "bce":
        return -F.logsigmoid(real_logits).mean() - F.logsigmoid(-fake_logits).mean()
    if kind == "lsgan":
        real, fake = real_logits - 1, fake_logits
        return real.pow(2).sum() / (2 * real.numel()) + fake.pow(2).sum() / (2 * fake.numel())
    zero = real_logits.new_zeros(())
    if kind == "hinge":
        return (torch.maximum(zero, 1 - real_logits)).mean() + torch.maximum(
            zero, 1 + fake_logits
        ).mean()
    if kind == "wgan":
        return -(real_logits.mean() - fake_logits.mean())
    raise ValueError


def g_loss(fake_logits, kind="bce", saturating=False):
    match kind:
        case "bce":
            zero = torch.zeros_like(fake_logits)
            if saturating:
                return F.logsigmoid(-fake_logits).mean()
            return torch.logaddexp(zero, -fake_logits).mean()
        case "lsgan":
            return (0.5 * (fake_logits * fake_logits - 2 * fake_logits + 1)).mean()
        case "hinge" | "wgan":
            return torch.mean(-fake_logits)
    raise ValueError


def gradient_penalty(D, real, fake, u):
    view = (-1,) + (1,) * (real.ndim - 1)
    x = (fake + u.view(view) * (real - fake)).detach().requires_grad_(True)
    out = D(x)
    grad = torch.autograd.grad(
        outputs=out, inputs=x, grad_outputs=torch.ones_like(out), create_graph=True
    )[0]
    lengths = torch.linalg.norm(grad.reshape(len(grad), -1), ord=2, dim=1)
    return ((lengths - 1) ** 2).sum() / len(real)

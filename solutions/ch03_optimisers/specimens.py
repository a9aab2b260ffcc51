"""More steps of Lion, right and wrong, that no learner has seen."""

import numpy as np
import torch
from torch import Tensor

Pair = tuple[Tensor, Tensor]


def with_lerp(p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float) -> Pair:
    """Interpolate from the other end."""
    return p * (1 - lr * wd) - lr * torch.lerp(g, m, b1).sign(), torch.lerp(g, m, b2)


def by_cases(p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float) -> Pair:
    """Write the sign as two comparisons."""
    c = m * b1 + g * (1 - b1)
    direction = (c > 0).to(p.dtype) - (c < 0).to(p.dtype)
    return p - lr * direction - lr * wd * p, m * b2 + g * (1 - b2)


def with_numpy(p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float) -> Pair:
    """Compute in NumPy and come back."""
    p_, g_, m_ = p.numpy(), g.numpy(), m.numpy()
    moved = p_ - lr * (np.sign(b1 * m_ + (1 - b1) * g_) + wd * p_)
    return torch.from_numpy(moved), torch.from_numpy(b2 * m_ + (1 - b2) * g_)


def betas_exchanged(
    p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float
) -> Pair:
    """Take beta2 for the direction and beta1 for the momentum."""
    return with_lerp(p, g, m, lr, b2, b1, wd)


def beta1_for_both(
    p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float
) -> Pair:
    """Keep the interpolation as the momentum."""
    del b2
    return with_lerp(p, g, m, lr, b1, b1, wd)


def decay_without_the_rate(
    p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float
) -> Pair:
    """Shrink by the decay alone."""
    c = b1 * m + (1 - b1) * g
    return p - lr * c.sign() - wd * p, b2 * m + (1 - b2) * g


def decay_after_the_step(
    p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float
) -> Pair:
    """Shrink what has already moved."""
    c = b1 * m + (1 - b1) * g
    return (p - lr * c.sign()) * (1 - lr * wd), b2 * m + (1 - b2) * g


def divided_by_its_magnitude(
    p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float
) -> Pair:
    """Divide 0 by 0 where there is no direction."""
    c = b1 * m + (1 - b1) * g
    return p - lr * (c / c.abs() + wd * p), b2 * m + (1 - b2) * g


def soft_sign(p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float) -> Pair:
    """Take a number as small as 1e-12 for zero."""
    c = b1 * m + (1 - b1) * g
    return p - lr * (c / (c.abs() + 1e-8) + wd * p), b2 * m + (1 - b2) * g


def zero_counts_as_positive(
    p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float
) -> Pair:
    """Know only two signs."""
    c = b1 * m + (1 - b1) * g
    direction = torch.ones_like(c).where(c >= 0, -1.0)
    return p - lr * (direction + wd * p), b2 * m + (1 - b2) * g


def weights_exchanged(
    p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float
) -> Pair:
    """Give the betas to the new gradient."""
    return with_lerp(p, g, m, lr, 1 - b1, 1 - b2, wd)


def in_half_the_digits(
    p: Tensor, g: Tensor, m: Tensor, lr: float, b1: float, b2: float, wd: float
) -> Pair:
    """Compute in float32 whatever comes."""
    moved, momentum = with_lerp(p.float(), g.float(), m.float(), lr, b1, b2, wd)
    return moved.to(p.dtype), momentum.to(p.dtype)


RIGHT = {"check_lion": {"with lerp": with_lerp, "by cases": by_cases, "with numpy": with_numpy}}
WRONG = {
    "check_lion": {
        "betas exchanged": betas_exchanged,
        "beta1 for both": beta1_for_both,
        "decay without the rate": decay_without_the_rate,
        "decay after the step": decay_after_the_step,
        "divided by its magnitude": divided_by_its_magnitude,
        "soft sign": soft_sign,
        "zero counts as positive": zero_counts_as_positive,
        "weights exchanged": weights_exchanged,
        "in half the digits": in_half_the_digits,
    }
}

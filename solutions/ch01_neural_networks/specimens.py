"""More Huber losses, right and wrong, that no learner has seen."""

import numpy as np
import torch
from torch import Tensor


def with_numpy(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Compute in NumPy and come back."""
    r = np.abs(pred.numpy() - target.numpy())
    return torch.from_numpy(np.where(r <= delta, 0.5 * r * r, delta * (r - 0.5 * delta)))


def as_difference_of_parabolas(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Take from the parabola what it has too much beyond delta."""
    r = (pred - target).abs()
    return 0.5 * r.square() - 0.5 * (r - delta).clamp(min=0).square()


def strictly_inside(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Both branches agree at delta, so it does not matter which one takes it."""
    r = pred - target
    return torch.where(r.abs() < delta, r * r / 2, delta * r.abs() - delta * delta / 2)


def delta_is_always_one(pred: Tensor, target: Tensor, delta: float) -> Tensor:  # noqa: ARG001
    """Ignore delta."""
    r = (pred - target).abs()
    return torch.where(r <= 1, 0.5 * r**2, r - 0.5)


def divided_by_delta(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Compute the smooth L1 loss, which is the Huber loss over delta."""
    r = (pred - target).abs()
    return torch.where(r < delta, 0.5 * r**2 / delta, r - 0.5 * delta)


def smooth_everywhere(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Compute the pseudo-Huber loss."""
    r = pred - target
    return delta**2 * ((1 + (r / delta) ** 2).sqrt() - 1)


def keeps_the_sign(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Leave the sign of the error on the straight part."""
    r = pred - target
    return torch.where(r.abs() <= delta, 0.5 * r**2, delta * (r - 0.5 * delta * r.sign()))


def branches_swapped(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Put the line near 0 and the parabola far away."""
    r = (pred - target).abs()
    return torch.where(r > delta, 0.5 * r**2, delta * (r - 0.5 * delta))


def in_half_the_digits(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Compute in float32 whatever comes."""
    r = (pred - target).abs().float()
    near = r.clamp(max=delta)
    return (near * (r - near / 2)).to(pred.dtype)


def comes_back_as_float32(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Lose the dtype."""
    r = (pred - target).abs()
    near = r.clamp(max=delta)
    return (near * (r - near / 2)).float()


def levels_off(pred: Tensor, target: Tensor, delta: float) -> Tensor:
    """Stop growing at a hundred times delta."""
    r = (pred - target).abs().clamp(max=100 * delta)
    return torch.where(r <= delta, 0.5 * r**2, delta * (r - 0.5 * delta))


RIGHT = {
    "check_huber": {
        "with numpy": with_numpy,
        "difference of parabolas": as_difference_of_parabolas,
        "strictly inside": strictly_inside,
    }
}
WRONG = {
    "check_huber": {
        "delta is always 1": delta_is_always_one,
        "divided by delta": divided_by_delta,
        "smooth everywhere": smooth_everywhere,
        "keeps the sign": keeps_the_sign,
        "branches swapped": branches_swapped,
        "in half the digits": in_half_the_digits,
        "comes back as float32": comes_back_as_float32,
        "levels off": levels_off,
    }
}

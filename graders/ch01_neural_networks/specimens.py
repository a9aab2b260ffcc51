"""Right and wrong Huber losses, for everyone to see: try your ``check_huber`` on them."""

import torch


def with_where(pred, target, delta):
    r = pred - target
    far = delta * (r.abs() - 0.5 * delta)
    return torch.where(r.abs() <= delta, 0.5 * r**2, far)


def with_clamp(pred, target, delta):
    r = (pred - target).abs()
    near = r.clamp(max=delta)
    return near * (r - near / 2)


def squared_everywhere(pred, target, delta):
    return 0.5 * (pred - target) ** 2


def no_half(pred, target, delta):
    r = (pred - target).abs()
    return torch.where(r <= delta, r**2, delta * (2 * r - delta))


def a_jump_at_delta(pred, target, delta):
    r = (pred - target).abs()
    return torch.where(r <= delta, 0.5 * r**2, delta * r)


def one_sided(pred, target, delta):
    r = pred - target
    return torch.where(r <= delta, 0.5 * r**2, delta * (r - 0.5 * delta))


def averaged(pred, target, delta):
    return with_where(pred, target, delta).mean()


RIGHT = {"check_huber": {"with where": with_where, "with clamp": with_clamp}}
WRONG = {
    "check_huber": {
        "squared everywhere": squared_everywhere,
        "no half": no_half,
        "a jump at delta": a_jump_at_delta,
        "one-sided": one_sided,
        "averaged": averaged,
    }
}

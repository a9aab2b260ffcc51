"""Tensors: clamp and interpolate in float64, turned into a number at the end."""

import math

import torch


def _f(value):
    return torch.tensor(float(value), dtype=torch.float64)


def _arc(a, b, progress):
    weight = (1 - torch.cos(math.pi * progress.clamp(0, 1))) / 2
    return torch.lerp(_f(a), _f(b), weight).item()


def step_lr(step, lr, step_size, gamma=0.1):
    return (lr * _f(gamma) ** torch.floor(_f(step) / step_size)).item()


def multistep_lr(step, lr, milestones, gamma=0.1):
    passed = (torch.tensor(milestones, dtype=torch.int64) <= step).sum()
    return (lr * _f(gamma) ** passed).item()


def exponential_lr(step, lr, gamma):
    return lr * math.exp(step * math.log(gamma))


def cosine_warmup_lr(step, total, warmup, lr_max, lr_min=0.0):
    if step < warmup:
        return torch.lerp(_f(0), _f(lr_max), _f(step / warmup)).item()
    return _arc(lr_max, lr_min, _f(step - warmup) / (total - warmup))


def noam_lr(step, d_model, warmup):
    s = _f(step).clamp(min=1)
    return (torch.minimum(s.rsqrt(), s / warmup**1.5) / d_model**0.5).item()


def one_cycle_lr(step, total, lr_max, pct_start=0.3, div=25.0, final_div=1e4):
    peak = pct_start * total
    if step < peak:
        return _arc(lr_max / div, lr_max, _f(step) / peak)
    return _arc(lr_max, lr_max / div / final_div, (_f(step) - peak) / (total - peak))

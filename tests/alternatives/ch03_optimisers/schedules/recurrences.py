"""Recurrences: every rate is reached step by step from the one before; cosines by angles."""

import math


def step_lr(step, lr, step_size, gamma=0.1):
    for k in range(1, step + 1):
        if k % step_size == 0:
            lr = lr * gamma
    return lr


def multistep_lr(step, lr, milestones, gamma=0.1):
    for milestone in sorted(milestones):
        if step >= milestone:
            lr *= gamma
    return lr


def exponential_lr(step, lr, gamma):
    return lr if step == 0 else gamma * exponential_lr(step - 1, lr, gamma)


def cosine_warmup_lr(step, total, warmup, lr_max, lr_min=0.0):
    if step >= total:
        return lr_min
    if step < warmup:
        return step * (lr_max / warmup)
    half_angle = 0.5 * math.pi * (step - warmup) / (total - warmup)
    return lr_min + (lr_max - lr_min) * math.cos(half_angle) ** 2


def noam_lr(step, d_model, warmup):
    step = step or 1
    rising = step / warmup**1.5
    return (rising if step < warmup else 1 / math.sqrt(step)) / math.sqrt(d_model)


def one_cycle_lr(step, total, lr_max, pct_start=0.3, div=25.0, final_div=1e4):
    first = lr_max / div
    last = first / final_div
    peak = pct_start * total
    if step <= peak:
        return first + (lr_max - first) * math.sin(0.5 * math.pi * step / peak) ** 2
    if step >= total:
        return last
    return last + (lr_max - last) * math.cos(0.5 * math.pi * (step - peak) / (total - peak)) ** 2

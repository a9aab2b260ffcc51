"""Scenarios for the running average of weights."""

from __future__ import annotations

import torch

from workbook.exercise import scenario

F64 = torch.float64


def made(m, draw, decay, dtype=None):
    """Parameters, their average, and what the parameters are set to later."""
    start = [draw.normal(3, 2, dtype=dtype), draw.normal(5, dtype=dtype), draw.normal(dtype=dtype)]
    later = [[draw.normal(*p.shape, dtype=dtype) for p in start] for _ in range(4)]
    params = [p.clone().requires_grad_() for p in start]
    return params, m.WeightAverage(params, decay), later


def put(params, values):
    """Let the parameters walk, in place."""
    with torch.no_grad():
        for p, value in zip(params, values, strict=True):
            p.copy_(value)


def seen(params, average):
    """What there is to see of parameters and averages."""
    return {
        "parameters": [p.detach().clone() for p in params],
        "averages": [a.detach().clone() for a in average.averages],
    }


@scenario("WeightAverage", weight=2, cases={"slow": dict(decay=0.9), "fast": dict(decay=0.3)})
def test_WeightAverage_lags(m, draw, decay):
    params, average, later = made(m, draw, decay)
    path = [seen(params, average)]
    for values in later:
        put(params, values)
        average.update()
        path.append(seen(params, average))
    return path


@scenario("WeightAverage", weight=1)
def test_WeightAverage_not_yet_updated(m, draw):
    params, average, later = made(m, draw, 0.75)
    put(params, later[0])
    return seen(params, average)


@scenario("WeightAverage", weight=2)
def test_WeightAverage_swapped(m, draw):
    params, average, later = made(m, draw, 0.75, F64)
    path = []
    for values in later[:2]:
        put(params, values)
        average.update()
        average.swap()
        path.append(seen(params, average))
        average.swap()
        path.append(seen(params, average))
    return path


@scenario("WeightAverage", weight=1, aspect="robust")
def test_WeightAverage_of_a_generator(m, draw):
    start, later = draw.normal(5, dtype=F64), draw.normal(5, dtype=F64)
    params = [start.clone().requires_grad_()]
    average = m.WeightAverage((p for p in params), 0.5)
    put(params, [later])
    average.update()
    average.update()
    return seen(params, average)


@scenario("WeightAverage", weight=1, aspect="robust")
def test_WeightAverage_two_at_a_time(m, draw):
    params, average, later = made(m, draw, 0.75, F64)
    others = [p.detach().clone() for p in params]
    second = m.WeightAverage(others, 0.5)
    put(params, later[0])
    put(others, later[1])
    average.update()
    second.update()
    return seen(params, average), seen(others, second)

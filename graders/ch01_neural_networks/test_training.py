"""Scenarios for mini-batch gradient descent and for the training loop with a bug."""

import itertools

import numpy as np
import torch

from workbook.data import diabetes
from workbook.exercise import Failed, scenario

TRAIN = "train_linear_regression"


def named(result, *names):
    """Name the results of a call, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != len(names):
        message = f"the function should return {len(names)} results: {', '.join(names)}"
        raise TypeError(message)
    return dict(zip(names, result, strict=True))


def train(m, *arguments):
    """Train a linear regression and name the results."""
    return named(m.train_linear_regression(*arguments), "weight", "bias", "history")


def fit(m, *arguments):
    """Fit a logistic regression and name the results."""
    return named(m.fit_logistic(*arguments), "weight", "bias", "losses")


@scenario(TRAIN, weight=2, cases={f"{n} epochs": dict(epochs=n) for n in (1, 2, 20)})
def test_train_linear_regression_full_batch(m, draw, epochs):
    x, y = draw.normal(11, 3, dtype=torch.float64), draw.normal(11, shift=2, dtype=torch.float64)
    gen = draw.generator("order")
    return train(m, x, y, 0.05, epochs, 11, gen)


@scenario(TRAIN)
def test_train_linear_regression_float32(m, draw):
    x, y = draw.normal(11, 3), draw.normal(11, shift=2)
    gen = draw.generator("order")
    return train(m, x, y, 0.05, 2, 100, gen)


@scenario(TRAIN, weight=2, cases={"3 + 3 + 1": dict(batch_size=3), "5 + 2": dict(batch_size=5)})
def test_train_linear_regression_equal_samples(m, draw, batch_size):
    # All samples are the same one, so their order makes no difference.
    one = draw.normal(1, 3, dtype=torch.float64)
    x, y = one.expand(7, 3).clone(), one.sum().expand(7) + draw.number(1, 3)
    gen = draw.generator("order")
    return train(m, x, y, 0.02, 3, batch_size, gen)


@scenario(TRAIN, weight=2, cases={"2 + 2 + 1": dict(n=5), "2 + 2 + 2 + 1": dict(n=7)})
def test_train_linear_regression_history(m, draw, n):
    # With lr = 0 nothing moves, so the mean loss of an epoch is the mean of y².
    x, y = draw.normal(n, 2, dtype=torch.float64), draw.normal(n, dtype=torch.float64)
    gen = draw.generator("order")
    return train(m, x, y, 0.0, 3, 2, gen)


@scenario(TRAIN, weight=0.5)
def test_train_linear_regression_moving_history(m, draw):
    x, y = draw.normal(11, 3, dtype=torch.float64), draw.normal(11, shift=2, dtype=torch.float64)
    gen = draw.generator("order")
    return train(m, x, y, 0.1, 7, 11, gen)["history"]


RUNS = 12
ORDERS = [*itertools.permutations(range(3))]


def three_samples(draw):
    """Three samples, and the weights that each pair of orders leads to."""
    x = draw.distinct(3, 2, dtype=torch.float64)
    y = draw.distinct(3, scale=2.0, dtype=torch.float64)
    seeds = [draw.seed(f"run {i}") for i in range(RUNS)]
    return (x, y, seeds), (x.numpy(), y.numpy())


def _one_by_one(x, y, order):
    """Follow plain stochastic gradient descent through ``order``."""
    weight, bias = np.zeros(x.shape[1]), 0.0
    for i in order:
        residual = x[i] @ weight + bias - y[i]
        weight, bias = weight - 0.1 * residual * x[i], bias - 0.1 * residual
    return np.append(weight, bias)


def orders_are_drawn(evidence, kept):
    """Find out from the weights which order each epoch had."""
    x, y = kept
    pairs = itertools.product(ORDERS, ORDERS)
    known = {pair: _one_by_one(x, y, [*pair[0], *pair[1]]) for pair in pairs}
    taken = []
    for weight, bias in evidence["runs"]:
        got = np.append(weight.numpy(), float(bias))
        fits = [pair for pair, end in known.items() if np.abs(end - got).max() < 1e-9]
        if not fits:
            message = (
                "2 epochs over 3 samples in batches of 1: your weights fit no way of going "
                "through all 3 samples once per epoch"
            )
            return Failed(message, misconception=_broken_order(x, y, got))
        taken.append(fits)
    return _judge_orders(taken, evidence)


def _broken_order(x, y, got):
    """Whether the weights come from samples drawn with repetition."""
    repeated = itertools.product(range(3), repeat=6)
    fits = (np.abs(_one_by_one(x, y, order) - got).max() < 1e-9 for order in repeated)
    return "drawn with repetition" if any(fits) else None


def _judge_orders(taken, evidence):
    """Say what is wrong with orders that each are orders."""
    never_moved = all(any(set(pair) == {(0, 1, 2)} for pair in fits) for fits in taken)
    same_twice = all(any(pair[0] == pair[1] for pair in fits) for fits in taken)
    if never_moved:
        message = "the samples came in the order of the table, in every run and every epoch"
        return Failed(message, misconception="never shuffled")
    if same_twice:
        message = f"in all {RUNS} runs the second epoch had the order of the first"
        return Failed(message, misconception="shuffled once")
    pairs = zip(evidence["runs"], evidence["again"], strict=False)
    if not all(torch.equal(run[0], again[0]) for run, again in pairs):
        message = "two runs with the same state of gen gave different weights"
        return Failed(message, misconception="gen ignored")
    return None


@scenario(TRAIN, weight=2.5, given=three_samples, check=orders_are_drawn)
def test_train_linear_regression_order(m, draw, shown):
    x, y, seeds = shown

    def run(seed):
        gen = torch.Generator().manual_seed(seed)
        return m.train_linear_regression(x, y, 0.05, 2, 1, gen)[:2]

    return {"runs": [run(seed) for seed in seeds], "again": [run(seed) for seed in seeds[:4]]}


def standardised_diabetes(draw):
    """Real data with its columns permuted and its targets rescaled."""
    x, y = diabetes("train")
    x = x[:, draw.permutation(x.shape[1])].double()
    x = (x - x.mean(0)) / x.std(0)
    y = (y.double() - y.double().mean()) / y.double().std() + draw.number(1, 3)
    return (x, y, draw.seed("order")), (x, y)


def is_nearly_best(evidence, kept):
    """Compare the final error with the least possible one."""
    (x, y), (weight, bias) = kept, evidence
    with_ones = np.column_stack([x.numpy(), np.ones(len(x))])
    best = np.linalg.lstsq(with_ones, y.numpy(), rcond=None)[0]
    least = float(np.square(with_ones @ best - y.numpy()).mean())
    yours = float((x @ weight.double() + bias.double() - y).square().mean())
    if yours <= 1.02 * least:
        return None
    return Failed(
        f"after 60 epochs on the diabetes data the mean squared error should be within "
        f"2 % of the least possible one, {least:.4f}; yours is {yours:.4f}"
    )


@scenario(TRAIN, given=standardised_diabetes, check=is_nearly_best)
def test_train_linear_regression_diabetes(m, draw, shown):
    x, y, seed = shown
    gen = torch.Generator().manual_seed(seed)
    return m.train_linear_regression(x, y, 0.01, 60, 32, gen)[:2]


@scenario("fit_logistic", weight=2, cases={f"{n} steps": dict(steps=n) for n in (1, 2, 3)})
def test_fit_logistic_first_steps(m, draw, steps):
    x, y = draw.normal(23, 3), draw.mask(23, keep=0.7).to(draw.dtype)
    return fit(m, x, y, 0.5, steps)


@scenario(
    "fit_logistic",
    weight=2,
    aspect="gradients",
    cases={"slow": dict(lr=0.05), "fast": dict(lr=0.9)},
)
def test_fit_logistic_many_steps(m, draw, lr):
    x, y = draw.normal(23, 3, dtype=torch.float64), draw.mask(23, keep=0.7).double()
    return fit(m, x, y, lr, 30)


@scenario("fit_logistic", aspect="robust")
def test_fit_logistic_far_away(m, draw):
    x, y = draw.normal(23, 3, scale=90.0, dtype=torch.float64), draw.mask(23, keep=0.4).double()
    return fit(m, x, y, 0.3, 5)


@scenario("fit_logistic", weight=0.5, aspect="robust")
def test_fit_logistic_called_twice(m, draw):
    x, y = draw.normal(11, 2, dtype=torch.float64), draw.mask(11).double()
    return {"first": fit(m, x, y, 0.5, 4), "again": fit(m, x, y, 0.5, 4)}

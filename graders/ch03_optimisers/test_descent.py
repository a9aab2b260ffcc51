"""Scenarios for gradient descent and for mini-batches."""

from __future__ import annotations

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import raises, take

F64 = torch.float64

# ── gradient_descent ────────────────────────────────────────────────────────────────────────────


def bowl(draw, dtype=None):
    """A quadratic that is neither round nor centred at 0: its gradient and a place to start."""
    curvature, centre = draw.positive(5, dtype=dtype), draw.normal(5, dtype=dtype)
    return (lambda x: curvature * (x - centre)), draw.normal(5, scale=2.0, dtype=dtype)


@scenario("gradient_descent", weight=1)
def test_gradient_descent_first_steps(m, draw):
    grad_f, x0 = bowl(draw)
    return m.gradient_descent(grad_f, x0, 0.3, 3)


@scenario(
    "gradient_descent",
    weight=2,
    cases={"converges": dict(lr=0.25), "overshoots": dict(lr=0.9), "diverges": dict(lr=4.5)},
)
def test_gradient_descent_path(m, draw, lr):
    grad_f, x0 = bowl(draw, F64)
    return m.gradient_descent(grad_f, x0, lr, 17)


@scenario("gradient_descent", weight=1)
def test_gradient_descent_curved_valley(m, draw):
    x0 = draw.uniform(3, low=-1.0, dtype=F64)
    return m.gradient_descent(lambda x: 4 * (x**3 - x.roll(1)) + x.tanh(), x0, 0.05, 13)


@scenario("gradient_descent", weight=0.5, aspect="robust")
def test_gradient_descent_no_step(m, draw):
    return m.gradient_descent(lambda x: x, draw.normal(3), 0.3, 0)


@scenario("gradient_descent", weight=0.5, aspect="robust")
def test_gradient_descent_one_buffer(m, draw):
    # The function writes every gradient into the same tensor.
    x0, buffer = draw.normal(3, dtype=F64), torch.zeros(3, dtype=F64)
    return m.gradient_descent(lambda x: buffer.to(x.device).copy_(2 * x), x0, 0.2, 5)


@scenario("gradient_descent", weight=0.5, aspect="efficient")
def test_gradient_descent_gradients_asked_for(m, draw):
    asked, x0 = [], draw.normal(3, dtype=F64)

    def grad_f(x):
        asked.append(x.clone())
        return 2 * x

    m.gradient_descent(grad_f, x0, 0.2, 4)
    return torch.stack(asked)


# ── minibatches ─────────────────────────────────────────────────────────────────────────────────

CUTS = {
    "7 by 3": dict(n=7, batch_size=3),
    "7 by 3, rest dropped": dict(n=7, batch_size=3, drop_last=True),
    "6 by 3, rest dropped": dict(n=6, batch_size=3, drop_last=True),
    "larger than n": dict(n=5, batch_size=8),
    "larger than n, rest dropped": dict(n=5, batch_size=8, drop_last=True),
    "no samples": dict(n=0, batch_size=2),
}


@scenario("minibatches", weight=1.5, cases=CUTS, float64=False)
def test_minibatches_in_order(m, draw, n, batch_size, **dropping):
    more = draw.integer(0, 3) * batch_size if n > batch_size else 0
    return take(m.minibatch_indices(n + more, batch_size, shuffle=False, **dropping), 50)


@scenario("minibatches", weight=0.5, cases={"rest kept": {}, "rest dropped": dict(drop_last=True)})
def test_minibatches_sizes(m, draw, **dropping):
    gen, n = draw.generator("order"), 7 + 3 * draw.integer(0, 4)
    batches = take(m.minibatch_indices(n, 3, gen=gen, **dropping), 50)
    return [len(batch) for batch in batches]


EPOCHS = 6
MANY_NEIGHBOURS = 36  # 12 are expected, with a standard deviation of 3.2


def neighbours(order):
    """How often two samples that follow each other in the table do so in the order, either way."""
    steps = (torch.tensor(order).diff().abs()).tolist()
    return sum(step in {1, len(order) - 1} for step in steps)


def orders_are_new(evidence, kept):
    """Judge the orders of several epochs."""
    del kept
    for batches in (*evidence["epochs"], *evidence["again"]):
        sizes = [tuple(batch.shape) for batch in batches]
        if sizes != [(4,), (4,), (3,)] or any(batch.dtype != torch.int64 for batch in batches):
            message = f"11 samples in batches of 4 should give int64 batches of 4, 4, 3: {sizes}"
            return Failed(message, misconception=_moved_whole(evidence["epochs"]))
    orders = [torch.cat(batches).tolist() for batches in evidence["epochs"]]
    for order in orders:
        if sorted(order) != [*range(11)]:
            message = f"an epoch of 11 samples should hold each index once; one of yours: {order}"
            return Failed(message, misconception="with replacement")
    return new_order_each_time(evidence, orders)


def _moved_whole(epochs):
    """Whether batches of neighbours change places, with all samples in them."""
    whole = all(sorted(torch.cat(batches).tolist()) == [*range(11)] for batches in epochs)
    runs = whole and all((batch.diff() == 1).all() for batches in epochs for batch in batches)
    return "batches moved, not samples" if runs else None


def new_order_each_time(evidence, orders):
    """Say what is wrong with orders that each are complete."""
    if all(order == [*range(11)] for order in orders):
        message = f"with shuffle=True all of {EPOCHS} epochs came in ascending order"
        return Failed(message, misconception="never shuffled")
    if all(order == orders[0] for order in orders):
        message = f"{EPOCHS} epochs from one generator all had the same order: {orders[0]}"
        return Failed(message, misconception="same order")
    if told := _moved_whole(evidence["epochs"]):
        return Failed(f"every batch of {EPOCHS} epochs is a run of neighbours", misconception=told)
    together = sum(neighbours(order) for order in orders)
    if together > MANY_NEIGHBOURS:
        message = (
            f"in {EPOCHS} orders of 11 samples, {together} pairs of neighbours (i, i + 1) stayed "
            f"together; about {2 * EPOCHS} do by chance"
        )
        return Failed(message, misconception="order turned, not shuffled")
    again = [torch.cat(batches).tolist() for batches in evidence["again"]]
    if again != orders:
        message = "a second generator in the same state gave other epochs than the first"
        return Failed(message, misconception="gen ignored")
    return None


@scenario("minibatches", weight=2, check=orders_are_new)
def test_minibatches_orders(m, draw):
    seed = draw.seed("order")

    def epochs():
        gen = torch.Generator().manual_seed(seed)
        return [take(m.minibatch_indices(11, 4, gen=gen), 20) for _ in range(EPOCHS)]

    return {"epochs": epochs(), "again": epochs()}


@scenario("minibatches", weight=0.5, aspect="robust", float64=False)
def test_minibatches_bad_size(m, draw):
    n = draw.integer(3, 9)
    return [raises(lambda b=b: take(m.minibatch_indices(n, b), 3)) for b in (0, -2)]


@scenario("minibatches", weight=0.5, aspect="efficient", max_ops=60, float64=False)
def test_minibatches_many_samples(m, draw):
    n = 20_000 + draw.integer(0, 2_000)
    return [len(b) for b in take(m.minibatch_indices(n, 5_000, gen=draw.generator("order")), 50)]


@scenario(
    "minibatches",
    weight=2,
    cases={"one": dict(size=1), "some": dict(size=3), "all": dict(size=7)},
)
def test_minibatches_noise(m, draw, size):
    mean, variance = m.sgd_gradient_stats(draw.normal(7, 3, shift=0.5), size)
    return {"mean": mean, "variance": variance}


@scenario("minibatches", weight=0.5, aspect="robust")
def test_minibatches_noise_of_one_sample(m, draw):
    mean, variance = m.sgd_gradient_stats(draw.normal(1, 3), 1)
    return {"mean": mean, "variance": variance}


@scenario("minibatches", weight=0.5, aspect="robust")
def test_minibatches_noise_far_from_zero(m, draw):
    # The spread is tiny beside the mean: E[g²] − E[g]² would lose it.
    gradients = 1000 + draw.normal(7, 3, scale=0.125)
    mean, variance = m.sgd_gradient_stats(gradients, 2)
    return {"mean": mean, "variance": variance}

"""Scenarios for the LSTM cell and the GRU cell."""

import torch

from workbook.exercise import scenario
from workbook.probes import value_and_grads

LSTM = ("x", "h", "c", "W_ih", "W_hh", "b_ih", "b_hh")
GRU = ("x", "h", "W_ih", "W_hh", "b_ih", "b_hh")
FORMS = {"reset after": dict(reset_after=True), "reset before": dict(reset_after=False)}


def inputs(draw, gates, states, B=5, D=3, H=7, scale=0.8, **options):
    """Draw an input, so many states, two weights and two biases, all clearly not 0."""
    return (
        draw.normal(B, D, **options),
        *(draw.normal(B, H, **options) for _ in range(states)),
        draw.normal(gates * H, D, scale=scale, **options),
        draw.normal(gates * H, H, scale=scale, **options),
        draw.normal(gates * H, scale=scale, **options),
        draw.normal(gates * H, scale=scale, **options),
    )


def lstm_step(m):
    """Give the learner's cell flat arguments and named results."""

    def step(x, h, c, *params):
        result = m.lstm_cell(x, (h, c), *params)
        if not isinstance(result, tuple | list) or len(result) != 2:
            message = "lstm_cell should return 2 results: h' and c'"
            raise TypeError(message)
        return dict(zip(("h'", "c'"), result, strict=True))

    step.parameter_names = LSTM
    return step


def gru_step(m, reset_after):
    """Give the learner's cell named arguments."""

    def step(*arguments):
        return m.gru_cell(*arguments, reset_after=reset_after)

    step.parameter_names = GRU
    return step


@scenario("lstm_cell", weight=3, cases={"a batch": dict(B=5), "one sample": dict(B=1)})
def test_lstm_cell_step(m, draw, B):
    return lstm_step(m)(*inputs(draw, 4, 2, B=B))


@scenario("lstm_cell", weight=2)
def test_lstm_cell_four_steps(m, draw):
    steps, (_, h, c, *params) = draw.normal(4, 5, 3), inputs(draw, 4, 2)
    step = lstm_step(m)
    states = []
    for x in steps:
        states.append(step(x, h, c, *params))
        h, c = states[-1]["h'"], states[-1]["c'"]
    return states


@scenario("lstm_cell", weight=3, aspect="gradients")
def test_lstm_cell_gradients(m, draw):
    return value_and_grads(lstm_step(m), *inputs(draw, 4, 2))


@scenario("lstm_cell", aspect="robust")
def test_lstm_cell_saturated(m, draw):
    x, h, c, *params = inputs(draw, 4, 2)
    return lstm_step(m)(x * 4096, h, c * 64, *params), lstm_step(m)(x * -4096, h, c, *params)


@scenario("lstm_cell", weight=0.5, aspect="robust")
def test_lstm_cell_float64(m, draw):
    return lstm_step(m)(*inputs(draw, 4, 2, dtype=torch.float64))


@scenario("lstm_cell", weight=0.5, aspect="robust")
def test_lstm_cell_empty_batch(m, draw):
    return lstm_step(m)(*inputs(draw, 4, 2, B=0))


@scenario("lstm_cell", weight=0.5, aspect="robust")
def test_lstm_cell_views(m, draw):
    x, h, c = draw.normal(3, 5).T, draw.normal(5, 14)[:, ::2], draw.normal(5, 1).expand(5, 7)
    W_ih, W_hh = draw.normal(3, 28).T, draw.normal(7, 28).T
    return lstm_step(m)(x, h, c, W_ih, W_hh, draw.normal(56)[::2], draw.normal(28))


@scenario("lstm_cell", weight=0.5, aspect="efficient", max_ops=100)
def test_lstm_cell_vectorised(m, draw):
    return lstm_step(m)(*inputs(draw, 4, 2, B=67))


@scenario("gru_cell", weight=4, cases=FORMS)
def test_gru_cell_step(m, draw, reset_after):
    return gru_step(m, reset_after)(*inputs(draw, 3, 1))


@scenario("gru_cell", weight=0.5)
def test_gru_cell_default_form(m, draw):
    return m.gru_cell(*inputs(draw, 3, 1, B=1))


@scenario("gru_cell", weight=3, aspect="gradients", cases=FORMS)
def test_gru_cell_gradients(m, draw, reset_after):
    return value_and_grads(gru_step(m, reset_after), *inputs(draw, 3, 1))


@scenario("gru_cell", weight=1, aspect="robust", cases=FORMS)
def test_gru_cell_saturated(m, draw, reset_after):
    x, h, *params = inputs(draw, 3, 1)
    step = gru_step(m, reset_after)
    return step(x * 4096, h, *params), step(x * -4096, h, *params)


@scenario("gru_cell", weight=0.5, aspect="robust", cases=FORMS)
def test_gru_cell_float64(m, draw, reset_after):
    return gru_step(m, reset_after)(*inputs(draw, 3, 1, dtype=torch.float64))


@scenario("gru_cell", weight=0.5, aspect="robust")
def test_gru_cell_views(m, draw):
    x, h = draw.normal(3, 5).T, draw.normal(5, 14)[:, ::2]
    W_ih, W_hh = draw.normal(3, 21).T, draw.normal(7, 21).T
    return gru_step(m, reset_after=False)(x, h, W_ih, W_hh, draw.normal(21), draw.normal(42)[::2])


@scenario("gru_cell", weight=0.5, aspect="efficient", max_ops=100, cases=FORMS)
def test_gru_cell_vectorised(m, draw, reset_after):
    return gru_step(m, reset_after)(*inputs(draw, 3, 1, B=67))

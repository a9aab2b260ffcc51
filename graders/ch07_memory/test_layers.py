"""Scenarios for recurrent layers: ragged batches, several layers, two directions."""

import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import (
    fill,
    module_value_and_grads,
    raises,
    state,
    unguarded,
    value_and_grads,
)

CELLS = ("rnn", "gru", "lstm")
PARAMS = ("W_ih", "W_hh", "b_ih", "b_hh")
GARBAGE = {"ten thousand": dict(value=1e4), "NaN": dict(value=math.nan)}


def lengths_of(draw, *lengths):
    """Make lengths on the device of the draws."""
    return torch.tensor(lengths, device=draw.device)


def with_padding(x, lengths, value):
    """Put a value into the padding of a batch (B, T, D)."""
    x = x.clone()
    for sequence, length in zip(x, lengths.tolist(), strict=True):
        sequence[length:] = value
    return x


def named(result, *names):
    """Name the results of a call, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != len(names):
        message = f"the function should return {len(names)} results: {', '.join(names)}"
        raise TypeError(message)
    return dict(zip(names, result, strict=True))


def weights(draw, D=3, H=5, **options):
    """Draw the parameters of an LSTM layer."""
    shapes = ((4 * H, D), (4 * H, H), (4 * H,), (4 * H,))
    return [draw.normal(*shape, scale=0.7, **options) for shape in shapes]


def ragged(draw, B=4, T=7, D=3, H=5, **options):
    """Draw an input, two states and the parameters, in the order of ``layer_of``."""
    states = draw.normal(B, H, **options), draw.normal(B, H, **options)
    return draw.normal(B, T, D, **options), *states, *weights(draw, D, H, **options)


def layer_of(m, lengths):
    """Give the learner's layer flat arguments and named results."""

    def layer(x, h0, c0, *params):
        named_params = dict(zip(PARAMS, params, strict=True))
        result = m.lstm_forward(x, lengths, h0, c0, named_params)
        both = named(result, "out", "(hn, cn)")
        return {"out": both["out"], **named(both["(hn, cn)"], "hn", "cn")}

    layer.parameter_names = ("x", "h0", "c0", *PARAMS)
    return layer


@scenario("lstm_forward", weight=3)
def test_lstm_forward_ragged(m, draw):
    return layer_of(m, lengths_of(draw, 4, 7, 1, 6))(*ragged(draw))


@scenario("lstm_forward")
def test_lstm_forward_alone(m, draw):
    x, h0, c0, *params = ragged(draw)
    alone, batch = layer_of(m, lengths_of(draw, 4)), layer_of(m, lengths_of(draw, 7, 4, 1, 6))
    return alone(x[1:2, :4], h0[1:2], c0[1:2], *params), batch(x, h0, c0, *params)


@scenario("lstm_forward", weight=0.5)
def test_lstm_forward_one_step(m, draw):
    return layer_of(m, lengths_of(draw, 1, 1))(*ragged(draw, B=2, T=1))


@scenario("lstm_forward", weight=2, aspect="gradients")
def test_lstm_forward_gradients(m, draw):
    return value_and_grads(layer_of(m, lengths_of(draw, 4, 7, 1, 6)), *ragged(draw))


@scenario("lstm_forward", weight=2, aspect="robust", cases=GARBAGE)
def test_lstm_forward_garbage_in_padding(m, draw, value):
    lengths = lengths_of(draw, 4, 7, 1, 5)
    x, *rest = ragged(draw)
    return layer_of(m, lengths)(with_padding(x, lengths, value), *rest)


@scenario("lstm_forward", weight=1, aspect="gradients", cases=GARBAGE)
def test_lstm_forward_gradients_beside_garbage(m, draw, value):
    lengths = lengths_of(draw, 4, 7, 1, 5)
    x, *rest = ragged(draw)
    return value_and_grads(layer_of(m, lengths), with_padding(x, lengths, value), *rest)


@scenario("lstm_forward", weight=0.5, aspect="robust")
def test_lstm_forward_length_zero(m, draw):
    return layer_of(m, lengths_of(draw, 4, 0, 7, 2))(*ragged(draw))


@scenario("lstm_forward", weight=0.5, aspect="robust")
def test_lstm_forward_float64(m, draw):
    return layer_of(m, lengths_of(draw, 4, 7, 1, 6))(*ragged(draw, dtype=torch.float64))


@scenario("lstm_forward", weight=0.5, aspect="efficient", max_ops=700)
def test_lstm_forward_no_loop_over_sequences(m, draw):
    lengths = draw.integers(41, low=0, high=8)
    return layer_of(m, lengths)(*ragged(draw, B=41))


def stack(m, draw, cell, layers, **options):
    """Build the learner's stack with drawn parameters."""
    return fill(m.StackedRNN(cell, 3, 5, layers, **options), draw, scale=0.7)


def start(draw, cell, layers, B=4, H=5):
    """Draw where the layers start."""
    one = draw.normal(layers, B, H)
    return (one, draw.normal(layers, B, H)) if cell == "lstm" else one


KINDS = {f"{cell}, {n} deep": dict(cell=cell, layers=n) for cell in CELLS for n in (1, 3)}


@scenario("StackedRNN", weight=4, cases=KINDS)
def test_StackedRNN_from_a_state(m, draw, cell, layers):
    x, state = draw.normal(4, 7, 3), start(draw, cell, layers)
    return named(stack(m, draw, cell, layers)(x, state), "out", "state")


@scenario("StackedRNN", weight=1.5, cases={cell: dict(cell=cell) for cell in CELLS})
def test_StackedRNN_from_zeros(m, draw, cell):
    x, y = draw.normal(4, 7, 3), draw.normal(2, 1, 3)
    layers = stack(m, draw, cell, 2)
    return [named(layers(inputs), "out", "state") for inputs in (x, y, x)]


@scenario("StackedRNN", weight=2, aspect="gradients", cases={c: dict(cell=c) for c in CELLS})
def test_StackedRNN_gradients(m, draw, cell):
    x = draw.normal(4, 5, 3)
    return module_value_and_grads(stack(m, draw, cell, 3), x)


@scenario(
    "StackedRNN", weight=2, cases={"training": dict(train=True), "testing": dict(train=False)}
)
def test_StackedRNN_dropout(m, draw, train):
    x, keep = draw.normal(4, 7, 3), draw.mask(2, 4, 7, 5, keep=0.7)
    layers = stack(m, draw, "gru", 3, dropout=0.3).train(train)
    return named(layers(x, keep=keep), "out", "state")


@scenario("StackedRNN", weight=0.5)
def test_StackedRNN_no_dropout_when_zero(m, draw):
    x, keep = draw.normal(4, 7, 3), draw.mask(1, 4, 7, 5, keep=0.7)
    return named(stack(m, draw, "rnn", 2)(x, keep=keep), "out", "state")


SHARE, OFFSET, SMALL = 0.25, 0.5, 2**-6


def wide(draw):
    """Inputs for a stack whose second layer shows which of its inputs were dropped."""
    return {"x": draw.normal(16, 8, 3), "seed": draw.seed("dropout")}, None


def drops_its_share(evidence, _kept):
    """Judge dropout that the module draws itself, from the outputs of the second layer."""
    dropped = float(torch.tensor(OFFSET).tanh())  # what a dropped input leaves behind
    first, second, calm = (evidence[name] for name in ("first", "second", "evaluation"))
    if (first == 0).any():
        message = "in training mode some outputs of the top layer are exactly 0: they were dropped"
        return Failed(message, misconception="dropout after the top layer")
    if torch.equal(first, second):
        what = "they dropped nothing" if torch.equal(first, calm) else "yours are equal"
        return Failed(f"two runs in training mode should drop different entries; {what}")
    gone = ((first - dropped).abs() < 1e-6).double()
    share, sigma = float(gone.mean()), math.sqrt(SHARE * (1 - SHARE) / gone.numel())
    if abs(share - SHARE) > 5.5 * sigma:
        known = "drops what it should keep" if abs(share - 1 + SHARE) < 5.5 * sigma else None
        return Failed(
            f"dropout={SHARE} should drop that share of the entries between two layers; "
            f"yours dropped {share:.3f}",
            misconception=known,
        )
    return None


@scenario("StackedRNN", weight=1, given=wide, check=drops_its_share)
def test_StackedRNN_draws_its_dropout(m, draw, shown):
    layers = m.StackedRNN("rnn", 3, 32, 2, dropout=SHARE)
    with unguarded(), torch.no_grad():
        for name, parameter in layers.named_parameters():
            if name.endswith("l1"):
                parameter.zero_()
        layers.weight_ih_l1.copy_(torch.eye(32) * SMALL)
        layers.bias_ih_l1.fill_(OFFSET)
    torch.manual_seed(shown["seed"])
    with torch.no_grad():
        first, second = layers(shown["x"])[0], layers(shown["x"])[0]
        return {"first": first, "second": second, "evaluation": layers.eval()(shown["x"])[0]}


@scenario("StackedRNN", weight=0.5, aspect="robust")
def test_StackedRNN_two_at_once(m, draw):
    x = draw.normal(2, 5, 3)
    one, other = stack(m, draw, "lstm", 2), stack(m, draw, "lstm", 2)
    before = state(one)
    return one(x), other(x), one(x), before, state(one)


@scenario("StackedRNN", weight=0.5, aspect="robust")
def test_StackedRNN_unknown_cell(m, draw):
    return raises(lambda: m.StackedRNN("lstn", 3, 5))


@scenario("StackedRNN", weight=0.5, aspect="robust")
def test_StackedRNN_float64(m, draw):
    x = draw.normal(4, 7, 3, dtype=torch.float64)
    return [stack(m, draw, cell, 2).double()(x) for cell in CELLS]


@scenario("StackedRNN", weight=0.5, aspect="efficient", max_ops=1200)
def test_StackedRNN_whole_batch(m, draw):
    x = draw.normal(61, 7, 3)
    return stack(m, draw, "lstm", 2)(x)


def cells_of(U, V, W, S):
    """Two tanh cells with drawn weights: one for each direction."""

    def forward(x, h):
        return torch.tanh(x @ U + h @ V + 0.25)

    def backward(x, h):
        return torch.tanh(x @ W + h @ S - 0.25)

    return forward, backward


def both_ways(m, lengths, H=5):
    """Give the learner's function flat arguments and named results."""

    def run(x, *matrices):
        result = m.birnn(x, lengths, *cells_of(*matrices), H)
        return named(result, "out", "h_fwd", "h_bwd")

    run.parameter_names = ("x", "input → forward", "forward", "input → backward", "backward")
    return run


def matrices(draw, D=3, H=5, **options):
    """Draw the matrices of the two cells."""
    return [draw.normal(rows, H, scale=0.6, **options) for rows in (D, H, D, H)]


@scenario("birnn", weight=3)
def test_birnn_ragged(m, draw):
    x, weights = draw.normal(4, 7, 3), matrices(draw)
    return both_ways(m, lengths_of(draw, 4, 7, 1, 6))(x, *weights)


@scenario("birnn", weight=1.5)
def test_birnn_full_lengths(m, draw):
    x, weights = draw.normal(2, 7, 3), matrices(draw)
    return both_ways(m, lengths_of(draw, 7, 7))(x, *weights)


@scenario("birnn")
def test_birnn_alone(m, draw):
    x, weights = draw.normal(3, 7, 3), matrices(draw)
    alone, batch = lengths_of(draw, 4), lengths_of(draw, 7, 4, 2)
    return both_ways(m, alone)(x[1:2, :4], *weights), both_ways(m, batch)(x, *weights)


@scenario("birnn", weight=2, aspect="gradients")
def test_birnn_gradients(m, draw):
    x, weights = draw.normal(4, 7, 3), matrices(draw)
    return value_and_grads(both_ways(m, lengths_of(draw, 4, 7, 1, 6)), x, *weights)


@scenario("birnn", weight=1.5, aspect="robust", cases=GARBAGE)
def test_birnn_garbage_in_padding(m, draw, value):
    lengths = lengths_of(draw, 4, 7, 1, 5)
    x, weights = with_padding(draw.normal(4, 7, 3), lengths, value), matrices(draw)
    return both_ways(m, lengths)(x, *weights)


@scenario("birnn", aspect="gradients")
def test_birnn_gradients_beside_nan(m, draw):
    lengths = lengths_of(draw, 4, 7, 1, 5)
    x, weights = with_padding(draw.normal(4, 7, 3), lengths, math.nan), matrices(draw)
    return value_and_grads(both_ways(m, lengths), x, *weights)


@scenario("birnn", weight=0.5, aspect="robust")
def test_birnn_length_zero(m, draw):
    x, weights = draw.normal(4, 5, 3), matrices(draw)
    return both_ways(m, lengths_of(draw, 4, 0, 5, 2))(x, *weights)


@scenario("birnn", weight=0.5, aspect="robust")
def test_birnn_float64(m, draw):
    x = draw.normal(4, 7, 3, dtype=torch.float64)
    weights = matrices(draw, dtype=torch.float64)
    return both_ways(m, lengths_of(draw, 4, 7, 1, 6))(x, *weights)


@scenario("birnn", weight=0.5, aspect="efficient", max_ops=700)
def test_birnn_no_loop_over_sequences(m, draw):
    x, weights, lengths = draw.normal(41, 7, 3), matrices(draw), draw.integers(41, low=0, high=8)
    return both_ways(m, lengths)(x, *weights)

"""Scenarios of the penalty, of dropout and of early stopping."""

from __future__ import annotations

import math

import torch
from torch import nn

from workbook.exercise import Failed, scenario
from workbook.probes import fill, raises, state, value_and_grads

# ── weight_penalty ──────────────────────────────────────────────────────────────────────────────

PENALTY = "weight_penalty"
SIZES = {
    "L1": dict(l1=0.375, l2=0.0),
    "L2": dict(l1=0.0, l2=0.75),
    "both": dict(l1=0.25, l2=1.5),
}


def parameters(draw, **options):
    """Return pairs as a model gives them: weights, biases, the scale of a normalisation."""
    shapes = {
        "0.bias": (7,),
        "0.weight": (7, 3),
        "1.scale": (7,),
        "2.weight": (5, 7, 3, 2),
        "2.bias": (5,),
        "3.weight": (2, 5),
    }
    return {name: draw.normal(*shape, **options) for name, shape in shapes.items()}


@scenario(PENALTY, weight=2, cases=SIZES)
def test_weight_penalty_value(m, draw, l1, l2):
    return m.weight_penalty([*parameters(draw).items()], l1, l2)


@scenario(PENALTY, weight=2, aspect="gradients", cases=SIZES)
def test_weight_penalty_gradients(m, draw, l1, l2):
    named = parameters(draw)

    def penalty(*tensors):
        return m.weight_penalty([*zip(named, tensors, strict=True)], l1, l2)

    penalty.parameter_names = tuple(named)
    return value_and_grads(penalty, *named.values())


EXCLUDES = {
    "nothing": dict(exclude=lambda *_: False),
    "by name": dict(exclude=lambda name, _: name.startswith("2.")),
    "by size": dict(exclude=lambda _, p: p.numel() > 20),
}


@scenario(PENALTY, cases=EXCLUDES)
def test_weight_penalty_exclude(m, draw, exclude):
    return m.weight_penalty([*parameters(draw).items()], 0.25, 0.5, exclude=exclude)


@scenario(PENALTY, aspect="robust", weight=0.5)
def test_weight_penalty_generator(m, draw):
    named = parameters(draw)
    return m.weight_penalty(((name, p) for name, p in named.items()), l1=0.5, l2=0.5)


@scenario(PENALTY, aspect="robust", float64=False)
def test_weight_penalty_nothing_to_pay(m, draw):
    named = parameters(draw, dtype=torch.float64)
    return {
        "no parameters": m.weight_penalty([], l1=0.5, l2=0.5),
        "biases only": m.weight_penalty([("bias", named["0.bias"])], l1=0.5, l2=0.5),
        "no prices": m.weight_penalty([*named.items()]),
        "float64": m.weight_penalty([*named.items()], l1=0.5, l2=0.5),
    }


@scenario(PENALTY, aspect="efficient", weight=0.5, max_ops=100)
def test_weight_penalty_whole_tensors(m, draw):
    named = {f"{i}.weight": draw.normal(31, 17) for i in range(3)}
    return m.weight_penalty([*named.items()], l1=0.5, l2=0.5)


# ── Dropout ─────────────────────────────────────────────────────────────────────────────────────

EX = "Dropout"
SIGMAS = 5.5  # a right answer falls outside of so many deviations once in ten million
ROWS, COLUMNS = 211, 307


@scenario(EX, weight=1.5, cases={f"p = {p}": dict(p=p) for p in (0.25, 0.75, 0.9)})
def test_Dropout_given_mask(m, draw, p):
    return m.dropout(draw.normal(5, 7, shift=1.0), p, draw.mask(5, 7))


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_Dropout_limits(m, draw):
    x, mask = draw.normal(3, 5, 2), draw.mask(3, 5, 2)
    return {
        "p = 0": m.dropout(x, 0.0, mask | True),
        "p = 1": m.dropout(x, 1.0, mask),
        "p = 1, all kept": m.dropout(x, 1, mask | True),
        "float64": m.dropout(x.double(), 0.25, mask),
        "p = -0.1": raises(lambda: m.dropout(x, -0.1, mask)),
        "p = 1.5": raises(lambda: m.dropout(x, 1.5, mask)),
        "Dropout(-0.1)": raises(lambda: m.Dropout(-0.1)),
        "Dropout(1.5)": raises(lambda: m.Dropout(1.5)),
        "Dropout(1)": m.Dropout(1.0)(x),
        "Dropout(0)": m.Dropout(0.0)(x),
    }


@scenario(EX, weight=1, aspect="gradients")
def test_Dropout_gradients(m, draw):
    return value_and_grads(m.dropout, draw.normal(5, 7), 0.75, draw.mask(5, 7, keep=0.25), wrt=[0])


def ones(draw, p=0.5):
    return {"x": torch.ones(ROWS, COLUMNS), "seed": draw.seed("masks")}, {"p": p}


def is_evaluation(evidence, kept):
    """In evaluation x comes back, before and after a training call."""
    del kept
    for when in ("before training", "after training"):
        x, y = evidence["x"], evidence[when]
        if not torch.equal(y, x):
            factor = float((y * x).sum() / (x * x).sum())
            scaled = y.shape == x.shape and torch.allclose(y, factor * x, rtol=1e-4, atol=1e-5)
            return Failed(
                "in evaluation Dropout should give back its input as it is; yours "
                + (f"multiplies it by {factor:.3g}" if scaled else "changes it"),
                misconception="scaled in evaluation" if scaled else "active in evaluation",
            )
    if torch.equal(evidence["training"], evidence["x"]):
        return Failed("in training mode Dropout should drop something; yours gave back its input")
    return None


@scenario(EX, weight=1.5, check=is_evaluation, float64=False)
def test_Dropout_evaluation(m, draw):
    x = draw.normal(23, 17, shift=1.0)
    layer = m.Dropout(0.5, draw.generator("masks"))
    before = layer.eval()(x)
    training = layer.train()(x)
    after = layer.eval()(x)
    return {"x": x, "before training": before, "training": training, "after training": after}


def has_the_right_share(evidence, kept):
    """Judge how many ones are kept, and what they have become."""
    p = kept["p"]
    for y in evidence["calls"]:
        if tuple(y.shape) != (ROWS, COLUMNS):
            return Failed(f"expected shape {(ROWS, COLUMNS)}, got {tuple(y.shape)}")
        survivors = y[y != 0]
        share = survivors.numel() / y.numel()
        allowed = SIGMAS * math.sqrt(p * (1 - p) / y.numel())
        told = (
            f"Dropout({p}) in training, on ones: {share:.3f} of the entries are kept (about "
            f"{1 - p} should be)"
        )
        if abs(share - (1 - p)) > allowed:
            swapped = abs(share - p) <= allowed
            name = "p taken for the probability to keep"
            return Failed(told, misconception=name if swapped else None)
        scale = float(survivors.double().mean())
        if float(survivors.max() - survivors.min()) > 1e-4 or abs(scale * (1 - p) - 1) > 1e-4:
            unscaled = abs(scale - 1) < 1e-4
            message = (
                f"{told}, and they are {scale:.4g} on average (each should be {1 / (1 - p):.4g})"
            )
            return Failed(message, misconception="survivors not scaled" if unscaled else None)
    return None


SHARES = {f"p = {p}": dict(p=p) for p in (0.2, 0.7)}


@scenario(EX, weight=1, cases=SHARES, given=ones, check=has_the_right_share, float64=False)
def test_Dropout_share(m, draw, shown, p):
    layer = m.Dropout(p, torch.Generator().manual_seed(shown["seed"]))
    other = m.Dropout(p)
    return {"calls": [layer(shown["x"]), layer(shown["x"]), other(shown["x"])]}


def is_independent(evidence, kept):
    """Judge how often neighbours of every kind share their fate."""
    p = kept["p"]
    first, second = (y != 0 for y in evidence["calls"])
    pairs = {
        "two samples": (first[:-1], first[1:], "one mask for all rows"),
        "two features": (first[:, :-1], first[:, 1:], "one mask for all columns"),
        "two calls": (first, second, "one mask for all calls"),
    }
    same = p * p + (1 - p) * (1 - p)
    shares = {name: float((a == b).double().mean()) for name, (a, b, _) in pairs.items()}
    for name, share in sorted(shares.items(), key=lambda pair: -pair[1]):
        a, _, misconception = pairs[name]
        # Pairs overlap in one member, so their deviation is a little more than that of coins.
        if abs(share - same) > 2 * SIGMAS * math.sqrt(same * (1 - same) / a.numel()):
            return Failed(
                f"{name} at the same place have the same fate in {share:.3f} of the cases; "
                f"if the draws were independent it would be {same:.3f}",
                misconception=misconception,
            )
    if not torch.equal(evidence["again"] != 0, first):
        return Failed("the same state of gen gave another mask", misconception="gen ignored")
    return None


@scenario(
    EX,
    weight=1.5,
    given=lambda draw: ones(draw, 0.4),
    check=is_independent,
    float64=False,
)
def test_Dropout_independent(m, draw, shown):
    layer = m.Dropout(0.4, torch.Generator().manual_seed(shown["seed"]))
    calls = [layer(shown["x"]), layer(shown["x"])]
    again = m.Dropout(0.4, torch.Generator().manual_seed(shown["seed"]))(shown["x"])
    return {"calls": calls, "again": again}


def same_mask_backward(evidence, kept):
    """The gradient is that of the mask which the forward pass drew."""
    del kept
    y, gradient = evidence["y"], evidence["gradient"]
    expected = evidence["upstream"] * (y != 0) * 2
    if gradient is None or not torch.allclose(gradient, expected, rtol=1e-4, atol=1e-5):
        return Failed(
            "the gradient should be upstream / (1 - p) where the entry was kept and 0 where it "
            "was dropped, with the mask of the forward pass"
        )
    return None


@scenario(EX, weight=0.5, aspect="gradients", check=same_mask_backward, float64=False)
def test_Dropout_gradients_of_the_layer(m, draw):
    x, upstream = draw.positive(13, 11).requires_grad_(), draw.normal(13, 11)
    y = m.Dropout(0.5, draw.generator("masks"))(x)
    y.backward(upstream)
    return {"y": y, "gradient": x.grad, "upstream": upstream}


# ── EarlyStopping ───────────────────────────────────────────────────────────────────────────────

STOPPING = "EarlyStopping"
SEQUENCES = {
    "falls": dict(patience=2, values=[5, 4, 3, 2, 1, 0.5]),
    "rises": dict(patience=3, values=[2, 3, 4, 5, 6, 7]),
    "patience 1": dict(patience=1, values=[5, 4, 4, 3, 3.5, 3.25]),
    "zigzag": dict(patience=2, values=[5, 6, 4, 6, 3, 6, 5.5, 2, 7]),
    "slowly down from a peak": dict(patience=3, values=[2, 9, 8, 7, 6, 5]),
    "equal": dict(patience=3, values=[4, 4, 4, 4, 4]),
    "back after stopping": dict(patience=2, values=[4, 5, 5, 5, 3, 4, 4, 4]),
}


def follow(stopping, values):
    """Step through the values; tell what came back and what the best was."""
    stops = [stopping.step(value) for value in values]
    return {"stops": stops, "best value": stopping.best_value}


@scenario(STOPPING, weight=2.5, cases=SEQUENCES, float64=False)
def test_EarlyStopping_sequence(m, draw, patience, values):
    shift = draw.integer(-8, 8)
    return follow(m.EarlyStopping(patience), [value + shift for value in values])


@scenario(STOPPING, weight=1, cases={"min": dict(sign=1), "max": dict(sign=-1)}, float64=False)
def test_EarlyStopping_min_delta(m, draw, sign):
    values = [sign * value for value in (8, 7.75, 7.5, 7.25, 6.5, 6, 5.5, 5.25, 5)]
    mode = "min" if sign > 0 else "max"
    return follow(m.EarlyStopping(2, min_delta=0.5, mode=mode), values)


@scenario(STOPPING, weight=1, float64=False)
def test_EarlyStopping_mode_max(m, draw):
    values = draw.integers(29, high=64).tolist()
    stopping = m.EarlyStopping(3, mode="max")
    return {"before": stopping.best_value, **follow(stopping, values)}


@scenario(STOPPING, weight=1, aspect="robust", float64=False)
def test_EarlyStopping_nan(m, draw):
    values = draw.distinct(5).tolist()
    sequences = {
        "first": [math.nan, *values],
        "in between": [values[0], math.nan, values[1], math.nan, math.nan, math.nan],
        "a tensor": [torch.tensor(value) for value in (*values, math.nan)],
    }
    return {name: follow(m.EarlyStopping(2), seq) for name, seq in sequences.items()}


@scenario(STOPPING, weight=0.5, aspect="robust", float64=False)
def test_EarlyStopping_two_instances(m, draw):
    values = draw.integers(24, high=64).tolist()
    one, two = m.EarlyStopping(2), m.EarlyStopping(3)
    stops = [(one.step(value), two.step(-value)) for value in values]
    return {"stops": stops, "one": one.best_value, "two": two.best_value}


def small_network(draw):
    """Make a model with buffers; the values of its parameters come from the draw."""
    return fill(nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)).to(draw.device), draw)


def change(model, by):
    """Do what a training step does: change parameters and buffers in place."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(by)
        model(torch.arange(12.0).reshape(4, 3).to(model[0].weight) * by)


@scenario(STOPPING, weight=2, aspect="robust")
def test_EarlyStopping_best_state(m, draw):
    model, stopping = small_network(draw), m.EarlyStopping(5)
    seen = [stopping.best_state]
    for value in (4.0, 3.0, 3.5, 5.0):  # the best is the second
        change(model, value)
        stopping.step(value, model)
        seen.append({key: value.clone() for key, value in stopping.best_state.items()})
    stopping.restore(model)
    restored = state(model)
    change(model, 1.0)
    stopping.restore(model)
    return {"best states": seen, "restored": restored, "restored again": state(model)}


@scenario(STOPPING, weight=0.5)
def test_EarlyStopping_without_a_model(m, draw):
    model, stopping = small_network(draw), m.EarlyStopping(2)
    stopping.step(3.0, model)
    kept = state(model)
    change(model, 2.0)
    stopping.step(2.0)
    stopping.restore(model)
    return {"kept": kept, "restored": state(model), "best value": stopping.best_value}


@scenario(STOPPING, weight=0.5, aspect="robust", float64=False)
def test_EarlyStopping_errors(m, draw):
    model = small_network(draw)
    return {
        "patience 0": raises(lambda: m.EarlyStopping(0)),
        "min_delta -1": raises(lambda: m.EarlyStopping(1, min_delta=-1.0)),
        "mode 'low'": raises(lambda: m.EarlyStopping(1, mode="low")),
        "nothing to restore": raises(lambda: m.EarlyStopping(1).restore(model)),
    }

"""Scenarios for the multilayer perceptron: initialise, forward, backward."""

import math
from itertools import pairwise

import torch
from torch.nn import functional

from workbook.exercise import Failed, scenario
from workbook.probes import unguarded

ACTIVATIONS = ("relu", "leaky_relu", "sigmoid", "tanh", "gelu_exact", "silu")
EACH = {act: dict(act=act) for act in ACTIVATIONS}
DEPTHS = {
    "one layer": dict(sizes=(5, 3)),
    "two layers": dict(sizes=(5, 7, 3)),
    "four layers": dict(sizes=(5, 7, 11, 2, 3)),
}
FUNCTIONS = {
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "sigmoid": functional.sigmoid,
    "tanh": functional.tanh,
    "gelu_exact": functional.gelu,
    "silu": functional.silu,
}


def parameters(draw, sizes, **options):
    """Weights and biases, none of them near an initial value."""
    return [
        (draw.normal(o, i, scale=0.6, **options), draw.normal(o, scale=0.5, **options))
        for i, o in pairwise(sizes)
    ]


def run_forward(params, x, act):
    """Make the cache that the docstring describes, without the learner's forward."""
    cache = []
    with unguarded():
        for weight, bias in params:
            z = x @ weight.T + bias
            cache.append((x, z))
            x = FUNCTIONS[act](z)
    return cache


def named(result, *names):
    """Name the results of a call, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != len(names):
        message = f"the function should return {len(names)} results: {', '.join(names)}"
        raise TypeError(message)
    return dict(zip(names, result, strict=True))


def named_cache(cache):
    """Name the entries of a cache by layer."""
    if not isinstance(cache, list | tuple):
        message = "the cache should be a list with one pair for each layer"
        raise TypeError(message)
    return {
        f"layer {layer}": named(pair, "input", "pre-activation")
        for layer, pair in enumerate(cache, start=1)
    }


def named_grads(result):
    """Name the gradients that ``mlp_backward`` returned, by layer."""
    both = named(result, "the list of gradients", "dx")
    grads = both["the list of gradients"]
    if not isinstance(grads, list | tuple):
        message = "the first result should be a list with one pair (dW, db) for each layer"
        raise TypeError(message)
    layers = enumerate(grads, start=1)
    return {f"layer {i}": named(pair, "dW", "db") for i, pair in layers} | {"dx": both["dx"]}


def forward(m, *arguments):
    """Run the learner's forward pass and name its results."""
    both = named(m.mlp_forward(*arguments), "logits", "cache")
    return {"logits": both["logits"], "cache": named_cache(both["cache"])}


@scenario("mlp_forward", weight=2, cases=EACH)
def test_mlp_forward_activations(m, draw, act):
    params, x = parameters(draw, (5, 7, 3)), draw.normal(11, 5)
    return forward(m, params, x, act)["logits"]


@scenario("mlp_forward", weight=2, cases=DEPTHS)
def test_mlp_forward_depth(m, draw, sizes):
    params, x = parameters(draw, sizes), draw.normal(13, 5)
    return forward(m, params, x, "tanh")["logits"]


@scenario("mlp_forward", cases=DEPTHS)
def test_mlp_forward_cache(m, draw, sizes):
    params, x = parameters(draw, sizes), draw.normal(13, 5)
    return forward(m, params, x, "relu")["cache"]


@scenario("mlp_forward", weight=0.5, aspect="robust")
def test_mlp_forward_one_sample(m, draw):
    params, x = parameters(draw, (5, 7, 3)), draw.normal(1, 5)
    return forward(m, params, x, "silu")


@scenario("mlp_forward", weight=0.5, aspect="robust")
def test_mlp_forward_float64(m, draw):
    params = parameters(draw, (5, 7, 3), dtype=torch.float64)
    return forward(m, params, draw.normal(11, 5, dtype=torch.float64), "gelu_exact")


@scenario("mlp_forward", weight=0.5, aspect="efficient", max_ops=80)
def test_mlp_forward_vectorised(m, draw):
    params, x = parameters(draw, (5, 7, 3)), draw.normal(211, 5)
    return forward(m, params, x, "relu")["logits"]


@scenario("mlp_forward", weight=0.5)
def test_mlp_forward_initial_shapes(m, draw):
    sizes = [draw.integer(2, 9) for _ in range(4)]
    gen = draw.generator("parameters")
    params = m.mlp_init(sizes, gen)
    return {
        f"layer {layer}": {"shape of the weight": list(pair[0].shape), "bias": pair[1]}
        for layer, pair in enumerate(params, start=1)
    }


def two_seeds(draw):
    """Two different seeds for the learner's generators."""
    return (draw.seed("one"), draw.seed("other")), None


def is_he_normal(evidence, _kept):
    """Judge the initial weights: reproducible, varied, of the right spread."""
    first, again, other = evidence["first"], evidence["again"], evidence["other"]
    for layer, (fan_in, fan_out) in enumerate(((400, 120), (120, 30))):
        weight = first[layer][0]
        if weight.shape != (fan_out, fan_in):
            return Failed(
                f"layer {layer + 1} should have a weight of shape {(fan_out, fan_in)}, "
                f"yours has {tuple(weight.shape)}"
            )
        if weight.max() == weight.min():
            message = "all weights of a layer are equal"
            return Failed(message, misconception="all weights equal")
        if not torch.equal(weight, again[layer][0]) or torch.equal(weight, other[layer][0]):
            message = (
                "the same state of gen should give the same weights, and another state others; "
                "yours do not depend on gen like that"
            )
            return Failed(message, misconception="gen ignored")
        if failed := _right_spread(weight, fan_in, fan_out, layer):
            return failed
    return None


def _right_spread(weight, fan_in, fan_out, layer):
    """Compare mean and standard deviation with what they are, give or take 5.5 sigma."""
    count, expected = weight.numel(), math.sqrt(2 / fan_in)
    std, mean = float(weight.double().std()), float(weight.double().mean())
    if abs(mean) > 5.5 * std / math.sqrt(count):
        return Failed(
            f"the mean of the weights of layer {layer + 1} should be 0, yours is {mean:.4f}"
        )
    if abs(std / expected - 1) <= 5.5 / math.sqrt(2 * count):
        return None
    message = (
        f"the standard deviation of the weights of layer {layer + 1} (fan_in {fan_in}, fan_out "
        f"{fan_out}) should be {expected:.4f}, yours is {std:.4f}"
    )
    known = {
        "the 2 is missing": math.sqrt(1 / fan_in),
        "fan_out for fan_in": math.sqrt(2 / fan_out),
        "variance for deviation": 2 / fan_in,
        "not scaled": 1.0,
    }
    fits = (name for name, value in known.items() if abs(std / value - 1) < 0.1)
    return Failed(message, misconception=next(fits, None))


@scenario("mlp_forward", weight=1.5, given=two_seeds, check=is_he_normal)
def test_mlp_forward_initial_weights(m, draw, shown):
    one, other = shown
    sizes = [400, 120, 30]
    first = m.mlp_init(sizes, torch.Generator().manual_seed(one))
    again = m.mlp_init(sizes, torch.Generator().manual_seed(one))
    return {
        "first": first,
        "again": again,
        "other": m.mlp_init(sizes, torch.Generator().manual_seed(other)),
    }


def back(m, draw, sizes, act, n=13, **options):
    """Run the learner's backward on a cache that the grader made."""
    params, x = parameters(draw, sizes, **options), draw.normal(n, sizes[0], **options)
    dlogits = draw.normal(n, sizes[-1], **options)
    return named_grads(m.mlp_backward(params, run_forward(params, x, act), dlogits, act))


@scenario("mlp_backward", weight=3, aspect="gradients", cases=EACH)
def test_mlp_backward_activations(m, draw, act):
    return back(m, draw, (5, 7, 3), act)


@scenario("mlp_backward", weight=3, aspect="gradients", cases=DEPTHS)
def test_mlp_backward_depth(m, draw, sizes):
    return back(m, draw, sizes, "tanh")


@scenario("mlp_backward", aspect="gradients")
def test_mlp_backward_square(m, draw):
    return back(m, draw, (5, 5, 5, 5), "silu", n=5)


@scenario(
    "mlp_backward",
    aspect="gradients",
    cases={"relu": dict(act="relu"), "leaky_relu": dict(act="leaky_relu")},
)
def test_mlp_backward_at_kinks(m, draw, act):
    sizes = (3, 7, 11, 2)  # whole numbers: many pre-activations are exactly 0
    params = [
        (
            draw.integers(o, i, low=-1, high=2).to(draw.dtype),
            draw.integers(o, low=-1, high=2).to(draw.dtype),
        )
        for i, o in pairwise(sizes)
    ]
    x = draw.integers(17, 3, low=-1, high=2).to(draw.dtype)
    dlogits = draw.normal(17, 2)
    return named_grads(m.mlp_backward(params, run_forward(params, x, act), dlogits, act))


@scenario("mlp_backward", aspect="gradients")
def test_mlp_backward_one_sample(m, draw):
    return back(m, draw, (5, 7, 3), "sigmoid", n=1)


@scenario("mlp_backward", weight=1.5)
def test_mlp_backward_after_your_forward(m, draw):
    params, x = parameters(draw, (5, 7, 2, 3)), draw.normal(11, 5)
    dlogits = draw.normal(11, 3)
    _, cache = m.mlp_forward(params, x, "gelu_exact")
    return named_grads(m.mlp_backward(params, cache, dlogits, "gelu_exact"))


@scenario("mlp_backward", weight=1.5, aspect="robust", cases=EACH)
def test_mlp_backward_float64(m, draw, act):
    return back(m, draw, (5, 7, 2, 3), act, dtype=torch.float64)


@scenario("mlp_backward", weight=0.5, aspect="robust")
def test_mlp_backward_cache_kept(m, draw):
    params, x = parameters(draw, (5, 7, 11, 3)), draw.normal(13, 5)
    dlogits = draw.normal(13, 3)
    cache = run_forward(params, x, "leaky_relu")
    grads = m.mlp_backward(params, cache, dlogits, "leaky_relu")
    return {"result": named_grads(grads), "the cache afterwards": named_cache(cache)}


@scenario("mlp_backward", aspect="efficient", max_ops=90, max_elements=8_000)
def test_mlp_backward_vectorised(m, draw):
    return back(m, draw, (11, 7, 3), "relu", n=307)

"""Scenarios of initial weights: statistics of large ones, algebra of small ones."""

from __future__ import annotations

import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import raises

EX = "init_schemes"
SIGMAS = 5.5
LINEAR, CONV = (61, 811), (47, 13, 5, 11)  # fan_in and fan_out far apart
FILLS = ("xavier_uniform_", "xavier_normal_", "kaiming_normal_", "orthogonal_")


@scenario(EX, weight=1.5)
def test_init_schemes_fans(m, draw):
    shapes = [(7, 3), (5, 2, 3, 7), (11, 3, 5), (2, 13, 3, 5, 7), (1, 1)]
    fans = [m.fan_in_out(shape) for shape in shapes]
    size = m.fan_in_out(torch.empty(3, 5, 2, 7).shape)
    return {"fans": fans, "of a torch.Size": size, "a bias": raises(lambda: m.fan_in_out((7,)))}


def plan(draw, **case):
    """Show the seed of the generator; keep the deviations, right and wrong."""
    kernel = math.prod(case["shape"][2:])
    fan_in, fan_out = case["shape"][1] * kernel, case["shape"][0] * kernel
    return {"seed": draw.seed("weights")}, {**case, "fans": (fan_in, fan_out), "kernel": kernel}


def filled(m, shown, function, shape, options, device):
    """Fill a large weight twice in a row, and once more with the same seed."""
    fill = getattr(m, function)
    weights = []
    gen = torch.Generator().manual_seed(shown["seed"])
    for generator in (gen, gen, torch.Generator().manual_seed(shown["seed"])):
        weight = torch.zeros(shape, device=device)
        fill(weight, gen=generator, **options)
        weights.append(weight)
    return weights


def xavier(fan_in, fan_out, gain=1.0):
    return gain * math.sqrt(2 / (fan_in + fan_out))


def kaiming(fan, slope=0.0):
    return math.sqrt(2 / fan / (1 + slope**2))


def expected_deviations(kept):
    """Return the right deviation, and those of known mistakes by name."""
    (fan_in, fan_out), kernel, options = kept["fans"], kept["kernel"], kept["options"]
    if kept["function"].startswith("xavier"):
        gain = options.get("gain", 1.0)
        right = xavier(fan_in, fan_out, gain)
        no_field = xavier(fan_in / kernel, fan_out / kernel, gain)
        wrong = {"gain ignored": right / gain, "kernel size ignored": no_field}
        return right, {**wrong, "deviation taken for the bound": right / math.sqrt(3)}
    mode, slope = options.get("mode", "fan_in"), options.get("slope", 0.0)
    fan, other = (fan_in, fan_out) if mode == "fan_in" else (fan_out, fan_in)
    right = kaiming(fan, slope)
    wrong = {
        "fans exchanged": kaiming(other, slope),
        "kernel size ignored": kaiming(fan / kernel, slope),
        "gain ignored": 1 / math.sqrt(fan),
        "slope ignored": kaiming(fan),
    }
    return right, wrong


def is_distributed(evidence, kept):  # noqa: PLR0911 - one sentence for each property
    """Judge deviation, mean and form of the distribution of one weight, then independence."""
    right, wrong = expected_deviations(kept)
    first, second, again = (weight.double() for weight in evidence)
    n = first.numel()
    is_uniform = "uniform" in kept["function"]
    # The deviation of a sample's standard deviation: by the fourth moment, 3 or 9/5.
    relative = SIGMAS * math.sqrt((0.8 if is_uniform else 2.0) / 4 / n)
    std = float(first.square().mean().sqrt())
    told = f"{kept['function']} on the shape {tuple(kept['shape'])}"
    if abs(std / right - 1) > relative:
        close = [name for name, value in wrong.items() if abs(std / value - 1) <= relative]
        message = f"{told}: the standard deviation should be {right:.5f}, yours is {std:.5f}"
        return Failed(message, misconception=close[0] if close else None)
    if abs(float(first.mean())) > SIGMAS * right / math.sqrt(n):
        return Failed(f"{told}: the mean should be 0, yours is {float(first.mean()):.5f}")
    largest, bound = float(first.abs().max()), right * math.sqrt(3)
    if is_uniform and not 0.98 * bound < largest < 1.000001 * bound:
        return Failed(f"{told}: the largest entry is {largest:.5f}, the bound is {bound:.5f}")
    beyond = float((first.abs() > 2 * right).double().mean())
    if not is_uniform and abs(beyond - 0.0455) > SIGMAS * math.sqrt(0.0455 / n):
        return Failed(
            f"{told}: {beyond:.3f} of the entries are beyond two standard deviations; "
            "of a normal distribution it is 0.046"
        )
    if not torch.equal(first, again):
        message = f"{told}: the same state of gen gave another weight"
        return Failed(message, misconception="gen ignored")
    between = float((first * second).mean()) / right**2
    rows = float((first[1:] * first[:-1]).mean()) / right**2
    if max(abs(between), abs(rows)) > SIGMAS / math.sqrt(n * 0.9):
        return Failed(f"{told}: two weights, or two rows of one, are not independent")
    return None


STATISTICS = {
    "xavier_uniform_": dict(function="xavier_uniform_", shape=LINEAR, options={}),
    "xavier_uniform_, gain": dict(function="xavier_uniform_", shape=CONV, options=dict(gain=1.7)),
    "xavier_normal_": dict(function="xavier_normal_", shape=CONV, options={}),
    "xavier_normal_, gain": dict(function="xavier_normal_", shape=LINEAR, options=dict(gain=0.6)),
    "kaiming_normal_": dict(function="kaiming_normal_", shape=LINEAR, options={}),
    "kaiming_normal_, fan_out": dict(
        function="kaiming_normal_", shape=LINEAR, options=dict(mode="fan_out")
    ),
    "kaiming_normal_, slope": dict(
        function="kaiming_normal_", shape=CONV, options=dict(mode="fan_out", slope=0.5)
    ),
}


@scenario(EX, weight=4, cases=STATISTICS, given=plan, check=is_distributed, float64=False)
def test_init_schemes_distribution(m, draw, shown, function, shape, options):
    return filled(m, shown, function, shape, options, draw.device)


SHAPES = {
    "tall": dict(shape=(11, 3), gain=1.0),
    "wide": dict(shape=(5, 13), gain=0.5),
    "square": dict(shape=(7, 7), gain=2.0),
    "kernels": dict(shape=(5, 2, 3, 7), gain=1.5),
}


@scenario(EX, weight=2, cases=SHAPES, floor=1e-5)
def test_init_schemes_orthogonal(m, draw, shape, gain):
    w, gen = torch.zeros(shape, device=draw.device), draw.generator("weights")
    m.orthogonal_(w, gain=gain, gen=gen)
    matrix = w.flatten(1)
    tall = matrix.shape[0] >= matrix.shape[1]
    return {
        "WᵀW" if tall else "W Wᵀ": matrix.T @ matrix if tall else matrix @ matrix.T,
        "sum of squares": w.square().sum(),
    }


def turns(draw):
    return {"seeds": [draw.seed(f"run {i}") for i in range(500)]}, None


def favours_nothing(evidence, kept):
    """Signs of a QR decomposition show in the mean of many matrices, and in their traces."""
    del kept
    n = len(evidence)
    mean = evidence.double().mean(0)
    # Entries of a random 3 × 3 rotation or reflection have variance 1/3.
    odd = mean.abs() > SIGMAS * math.sqrt(1 / 3 / n)
    if odd.any():
        only_signs = not odd[~torch.eye(3, dtype=torch.bool)].any()
        return Failed(
            f"the entries of {n} of your matrices are {float(mean.abs().max()):.2f} on average at "
            "one place (or minus that); they should be 0 on average everywhere",
            misconception="signs of R left in" if only_signs else None,
        )
    if float(evidence.std(0).min()) < 0.4:
        return Failed("your matrices hardly differ from seed to seed")
    return None


@scenario(EX, weight=1, given=turns, check=favours_nothing, float64=False)
def test_init_schemes_no_favourite_direction(m, draw, shown):
    matrices = []
    for seed in shown["seeds"]:
        w = torch.zeros(3, 3, device=draw.device)
        m.orthogonal_(w, gen=torch.Generator().manual_seed(seed))
        matrices.append(w)
    return torch.stack(matrices)


def in_place(evidence, kept):
    """What came back is the weight, which is still a leaf without a history."""
    del kept
    for function, seen in evidence.items():
        if not isinstance(seen["returned"], torch.Tensor):
            return Failed(f"{function} should return the weight")
        for key, what in (("weight", "float64"), ("parameter", "a parameter")):
            if not seen[key].any():
                message = f"{function} left {what} as it was: it should change it in place"
                return Failed(message)
        if not torch.equal(seen["returned"], seen["weight"]):
            return Failed(f"{function} should return the weight that it filled")
        if seen["returned"].dtype != torch.float64:
            return Failed(f"{function} should keep the dtype of the weight")
    return None


@scenario(EX, weight=1, check=in_place, aspect="robust", float64=False)
def test_init_schemes_in_place(m, draw):
    seen = {}
    gen = draw.generator("weights")
    for function in FILLS:
        weight = torch.zeros(5, 3, dtype=torch.float64)
        parameter = torch.nn.Parameter(torch.zeros(3, 5, 2))
        returned = getattr(m, function)(weight, gen=gen)
        getattr(m, function)(parameter, gen=gen)
        seen[function] = {"returned": returned, "weight": weight, "parameter": parameter.detach()}
    return seen


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_init_schemes_no_history(m, draw):
    seen, gen = {}, draw.generator("weights")
    for function in FILLS:
        parameter = torch.nn.Parameter(torch.zeros(3, 5))
        getattr(m, function)(parameter, gen=gen)
        has_history = parameter.grad_fn is not None
        seen[function] = {"requires a gradient": parameter.requires_grad, "history": has_history}
    w = torch.zeros(3, 5)
    seen["mode 'in'"] = raises(lambda: m.kaiming_normal_(w, mode="in"))
    seen["a vector"] = raises(lambda: m.xavier_normal_(torch.zeros(3)))
    return seen

"""Scenarios for the optimisers: each is walked over the ground where the known mistakes show.

Two groups of parameters with options of their own, one parameter without axes, one that never has
a gradient (``idle``) and one that has it only now and then (``late``); rates that change on the
way; gradients from ordinary to tiny.
"""

from __future__ import annotations

import torch

from workbook.exercise import Failed, scenario

F64 = torch.float64
FIRST = {"weight": (3, 2), "late": (2,)}
SECOND = {"bias": (5,), "idle": (2,), "scale": ()}
SHAPES = {**FIRST, **SECOND}
LATE = (2, 3, 5)  # the steps in which `late` has a gradient
MILLIONTH = 2.0**-20


def start_of(draw, shapes=None, dtype=None):
    """Draw the values at which parameters start."""
    shapes = shapes or SHAPES
    return {name: draw.distinct(*shape, scale=2.0, dtype=dtype) for name, shape in shapes.items()}


def gradients_of(draw, steps, shapes=None, dtype=None, size=1.0):
    """Draw a gradient of each parameter for each step; None where it has none."""
    shapes = shapes or SHAPES
    drawn = {n: size * draw.distinct(steps, *s, dtype=dtype) for n, s in shapes.items()}
    return [{n: one[t] for n, one in drawn.items() if has_gradient(n, t)} for t in range(steps)]


def has_gradient(name, step):
    """Whether a parameter has a gradient in a step."""
    return name != "idle" and (name != "late" or step in LATE)


def leaves(start):
    """Parameters with the given values, as leaves of a graph."""
    return {name: value.clone().requires_grad_() for name, value in start.items()}


def two_groups(params, second):
    """Put the parameters into two groups, the second with options of its own."""
    first = {"params": [params[name] for name in FIRST]}
    return [first, {"params": [params[name] for name in SECOND], **second}]


def walk(opt, params, gradients, rates=None):
    """Take one step for each set of gradients; return the values on the way, by name."""
    path = {name: [p.detach().clone()] for name, p in params.items()}
    for t, grads in enumerate(gradients):
        for group, rate in zip(opt.param_groups, (rates or {}).get(t, ()), strict=False):
            group["lr"] = rate
        for name, p in params.items():
            p.grad = grads[name].clone() if name in grads else None
        opt.step()
        for name, p in params.items():
            path[name].append(p.detach().clone())
    return {name: torch.stack(values) for name, values in path.items()}


def whole_path(optimiser, draw, options, second, steps, dtype=None, size=1.0):
    """Walk with two groups, whose rates change half-way."""
    start, gradients = start_of(draw, None, dtype), gradients_of(draw, steps, None, dtype, size)
    params = leaves(start)
    opt = optimiser(two_groups(params, second), **options)
    lr = options.get("lr", 0.1)
    return walk(opt, params, gradients, {steps // 2: (lr / 4, lr / 3)})


def resumed(optimiser, draw, options, second):
    """Walk, save, load into a new optimiser over copies of the parameters, and walk on."""
    start, gradients = start_of(draw, None, F64), gradients_of(draw, 6, None, F64)
    params = leaves(start)
    before = optimiser(two_groups(params, second), **options)
    walk(before, params, gradients[:3])
    before.param_groups[1]["lr"] = 0.05
    saved = before.state_dict()
    copies = leaves({name: p.detach() for name, p in params.items()})
    after = optimiser(two_groups(copies, second), **options)
    after.load_state_dict(saved)
    return {
        "in one go": walk(before, params, gradients[3:]),
        "resumed": walk(after, copies, gradients[3:]),
    }


def twins(optimiser, draw, options):
    """Walk with three parameters of one shape, and with a second optimiser at the same time."""
    shapes = {"one": (3,), "two": (3,), "three": (3,)}
    start, other = start_of(draw, shapes, F64), start_of(draw, shapes, F64)
    gradients = gradients_of(draw, 4, shapes, F64)
    params, others = leaves(start), leaves(other)
    opt = optimiser([*params.values()], **options)
    second = optimiser([*others.values()], **options)
    for t in range(4):
        path = walk(opt, params, gradients[t : t + 1])
        walk(second, others, gradients[3 - t : 4 - t])
    return {"one optimiser": path, "another": {n: p.detach() for n, p in others.items()}}


def one_gradient_tensor(optimiser, draw, options):
    """Let all gradients of a parameter be written into one tensor, and the values into a view."""
    store = draw.distinct(7, dtype=F64).clone()
    gradients = draw.distinct(5, 2, 3, dtype=F64)
    p = store[1:].view(2, 3).requires_grad_()
    p.grad = torch.zeros_like(p)
    opt = optimiser([p], **options)
    for gradient in gradients:
        opt.zero_grad(set_to_none=False)
        p.grad.add_(gradient)
        opt.step()
    return {"parameter": p.detach(), "its memory": store, "its gradient field": p.grad}


def regression(optimiser, draw, options):
    """Train a linear model by autograd: the parameters must stay leaves of the model's graph."""
    x, y = draw.normal(11, 3, dtype=F64), draw.normal(11, dtype=F64)
    start = {"weight": draw.normal(3, dtype=F64), "bias": draw.normal(dtype=F64)}
    params = leaves(start)
    opt = optimiser([*params.values()], **options)
    losses = []
    for _ in range(4):
        loss = (x @ params["weight"] + params["bias"] - y).square().mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.detach())
    return {"losses": losses, "parameters": [p.detach() for p in params.values()]}


def three_large_steps(optimiser, draw, options):
    """Walk with larger parameters, for the budgets."""
    shapes = {"weight": (40, 30), "bias": (30,)}
    start, gradients = start_of(draw, shapes), gradients_of(draw, 3, shapes)
    params = leaves(start)
    path = walk(optimiser([*params.values()], **options), params, gradients)
    return {name: values[-1] for name, values in path.items()}


MAX_OPS, MAX_ELEMENTS = 400, 8000

# ── SGD ─────────────────────────────────────────────────────────────────────────────────────────

SGD_CASES = {
    "plain": dict(lr=0.3),
    "momentum": dict(lr=0.3, momentum=0.8),
    "dampening": dict(lr=0.3, momentum=0.8, dampening=0.4),
    "weight decay": dict(lr=0.3, weight_decay=0.2),
    "momentum and weight decay": dict(lr=0.3, momentum=0.8, weight_decay=0.2),
    "Nesterov": dict(lr=0.3, momentum=0.8, weight_decay=0.2, nesterov=True),
}
SGD_SECOND = dict(lr=0.11, momentum=0.7, weight_decay=0.1)


@scenario("SGD", weight=1, cases={n: dict(options=o) for n, o in SGD_CASES.items()})
def test_SGD_first_steps(m, draw, options):
    second = {key: value for key, value in SGD_SECOND.items() if key in options}
    return whole_path(m.SGD, draw, options, second, 3)


@scenario("SGD", weight=3, cases={n: dict(options=o) for n, o in SGD_CASES.items()})
def test_SGD_path(m, draw, options):
    second = {key: value for key, value in SGD_SECOND.items() if key in options}
    return whole_path(m.SGD, draw, options, second, 8, F64)


@scenario("SGD", weight=1, aspect="gradients")
def test_SGD_regression(m, draw):
    return regression(m.SGD, draw, dict(lr=0.1, momentum=0.9, weight_decay=0.1))


@scenario("SGD", weight=1, aspect="robust")
def test_SGD_resumed(m, draw):
    return resumed(m.SGD, draw, dict(lr=0.3, momentum=0.8), dict(lr=0.11))


@scenario("SGD", weight=1, aspect="robust")
def test_SGD_equal_shapes(m, draw):
    return twins(m.SGD, draw, dict(lr=0.3, momentum=0.8))


@scenario(
    "SGD",
    weight=1,
    aspect="robust",
    cases={"momentum": dict(momentum=0.8), "weight decay": dict(weight_decay=0.2)},
)
def test_SGD_one_gradient_tensor(m, draw, **options):
    return one_gradient_tensor(m.SGD, draw, dict(lr=0.3, **options))


@scenario("SGD", weight=0.5, aspect="efficient", max_ops=MAX_OPS, max_elements=MAX_ELEMENTS)
def test_SGD_whole_tensors(m, draw):
    return three_large_steps(m.SGD, draw, dict(lr=0.3, momentum=0.8, nesterov=True))


# ── Adagrad ─────────────────────────────────────────────────────────────────────────────────────

ADAGRAD_CASES = {
    "plain": dict(lr=0.5),
    "large eps": dict(lr=0.5, eps=0.25),
    "lr decay": dict(lr=0.5, lr_decay=0.3),
    "initial value": dict(lr=0.5, initial_accumulator_value=0.7),
}
ADAGRAD_SECOND = dict(lr=0.2, eps=0.125, lr_decay=0.2)


def second_of(second, options):
    """The second group has other options only where the first has any."""
    return {key: value for key, value in second.items() if key in {"lr", *options}}


@scenario("Adagrad", weight=1)
def test_Adagrad_first_steps(m, draw):
    options = dict(lr=0.5, eps=0.25, lr_decay=0.3, initial_accumulator_value=0.7)
    return whole_path(m.Adagrad, draw, options, ADAGRAD_SECOND, 3)


@scenario("Adagrad", weight=2.5, cases={n: dict(options=o) for n, o in ADAGRAD_CASES.items()})
def test_Adagrad_path(m, draw, options):
    return whole_path(m.Adagrad, draw, options, second_of(ADAGRAD_SECOND, options), 8, F64)


@scenario("Adagrad", weight=1, aspect="robust")
def test_Adagrad_tiny_gradients(m, draw):
    return whole_path(m.Adagrad, draw, dict(lr=0.5, eps=1e-7), {}, 4, F64, MILLIONTH)


@scenario("Adagrad", weight=0.5, aspect="gradients")
def test_Adagrad_regression(m, draw):
    return regression(m.Adagrad, draw, dict(lr=0.3))


@scenario("Adagrad", weight=1, aspect="robust")
def test_Adagrad_resumed(m, draw):
    return resumed(m.Adagrad, draw, dict(lr=0.5, lr_decay=0.3), dict(lr=0.2))


@scenario("Adagrad", weight=1, aspect="robust")
def test_Adagrad_equal_shapes(m, draw):
    return twins(m.Adagrad, draw, dict(lr=0.5))


@scenario("Adagrad", weight=0.5, aspect="robust")
def test_Adagrad_one_gradient_tensor(m, draw):
    return one_gradient_tensor(m.Adagrad, draw, dict(lr=0.5))


@scenario("Adagrad", weight=0.5, aspect="efficient", max_ops=MAX_OPS, max_elements=MAX_ELEMENTS)
def test_Adagrad_whole_tensors(m, draw):
    return three_large_steps(m.Adagrad, draw, dict(lr=0.5))


# ── RMSprop ─────────────────────────────────────────────────────────────────────────────────────

RMSPROP_CASES = {
    "plain": dict(lr=0.1, alpha=0.9),
    "large eps": dict(lr=0.1, alpha=0.9, eps=0.25),
    "momentum": dict(lr=0.1, alpha=0.8, momentum=0.7),
    "centred": dict(lr=0.1, alpha=0.8, centered=True),
    "centred, momentum": dict(lr=0.1, alpha=0.7, eps=0.1, momentum=0.6, centered=True),
}
RMSPROP_SECOND = dict(lr=0.04, alpha=0.6, eps=0.125, momentum=0.5)


@scenario("RMSprop", weight=1)
def test_RMSprop_first_steps(m, draw):
    options = dict(lr=0.1, alpha=0.8, eps=0.1, momentum=0.7)
    return whole_path(m.RMSprop, draw, options, RMSPROP_SECOND, 3)


@scenario("RMSprop", weight=3, cases={n: dict(options=o) for n, o in RMSPROP_CASES.items()})
def test_RMSprop_path(m, draw, options):
    return whole_path(m.RMSprop, draw, options, second_of(RMSPROP_SECOND, options), 8, F64)


@scenario("RMSprop", weight=1, aspect="robust")
def test_RMSprop_tiny_gradients(m, draw):
    return whole_path(m.RMSprop, draw, dict(lr=0.1, eps=1e-7), {}, 4, F64, MILLIONTH)


@scenario("RMSprop", weight=0.5, aspect="gradients")
def test_RMSprop_regression(m, draw):
    return regression(m.RMSprop, draw, dict(lr=0.05, momentum=0.5))


@scenario("RMSprop", weight=1, aspect="robust")
def test_RMSprop_resumed(m, draw):
    options = dict(lr=0.1, alpha=0.8, momentum=0.5, centered=True)
    return resumed(m.RMSprop, draw, options, dict(lr=0.04))


@scenario("RMSprop", weight=1, aspect="robust")
def test_RMSprop_equal_shapes(m, draw):
    return twins(m.RMSprop, draw, dict(lr=0.1, alpha=0.8))


@scenario("RMSprop", weight=0.5, aspect="robust")
def test_RMSprop_one_gradient_tensor(m, draw):
    return one_gradient_tensor(m.RMSprop, draw, dict(lr=0.1, alpha=0.8, momentum=0.5))


def constant_gradient(draw):
    """Gradients that stay the same for a hundred steps: the variance is nothing but rounding."""
    return {"start": draw.distinct(50), "gradient": draw.distinct(50, scale=0.7)}, None


def stays_finite(evidence, kept):
    """Fail a walk that ends in NaN."""
    count = int((~evidence.isfinite()).sum())
    if not count:
        return None
    message = (
        f"with a gradient that stays the same, {count} of {evidence.numel()} parameters are NaN or "
        "infinite after 60 steps (centered=True): look at what goes into the root"
    )
    return Failed(message, misconception="root of a negative")


@scenario("RMSprop", weight=0.5, aspect="robust", given=constant_gradient, check=stays_finite)
def test_RMSprop_constant_gradient(m, draw, shown):
    p = shown["start"].clone().requires_grad_()
    opt = m.RMSprop([p], lr=1e-6, alpha=0.7, centered=True)
    for _ in range(60):
        p.grad = shown["gradient"].clone()
        opt.step()
    return p.detach()


@scenario("RMSprop", weight=0.5, aspect="efficient", max_ops=MAX_OPS, max_elements=MAX_ELEMENTS)
def test_RMSprop_whole_tensors(m, draw):
    return three_large_steps(m.RMSprop, draw, dict(lr=0.1, momentum=0.5))


# ── Adadelta ────────────────────────────────────────────────────────────────────────────────────

ADADELTA_CASES = {
    "plain": dict(lr=1.0),
    "lr and rho": dict(lr=0.3, rho=0.7),
    "large eps": dict(lr=0.5, rho=0.8, eps=0.25),
}
ADADELTA_SECOND = dict(lr=2.0, rho=0.6, eps=0.125)


@scenario("Adadelta", weight=1)
def test_Adadelta_first_steps(m, draw):
    options = dict(lr=0.5, rho=0.8, eps=0.25)
    return whole_path(m.Adadelta, draw, options, ADADELTA_SECOND, 3)


@scenario("Adadelta", weight=3, cases={n: dict(options=o) for n, o in ADADELTA_CASES.items()})
def test_Adadelta_path(m, draw, options):
    return whole_path(m.Adadelta, draw, options, second_of(ADADELTA_SECOND, options), 8, F64)


@scenario("Adadelta", weight=1, aspect="robust")
def test_Adadelta_tiny_gradients(m, draw):
    return whole_path(m.Adadelta, draw, dict(lr=40.0, eps=1e-13), {}, 4, F64, MILLIONTH)


@scenario("Adadelta", weight=0.5, aspect="gradients")
def test_Adadelta_regression(m, draw):
    return regression(m.Adadelta, draw, dict(lr=1.0, eps=1e-3))


@scenario("Adadelta", weight=1, aspect="robust")
def test_Adadelta_resumed(m, draw):
    return resumed(m.Adadelta, draw, dict(lr=0.5, eps=1e-2), dict(lr=0.2))


@scenario("Adadelta", weight=1, aspect="robust")
def test_Adadelta_equal_shapes(m, draw):
    return twins(m.Adadelta, draw, dict(lr=0.5, eps=1e-2))


@scenario("Adadelta", weight=0.5, aspect="robust")
def test_Adadelta_one_gradient_tensor(m, draw):
    return one_gradient_tensor(m.Adadelta, draw, dict(lr=0.5, eps=1e-2))


@scenario("Adadelta", weight=0.5, aspect="efficient", max_ops=MAX_OPS, max_elements=MAX_ELEMENTS)
def test_Adadelta_whole_tensors(m, draw):
    return three_large_steps(m.Adadelta, draw, dict(lr=0.5))


# ── Adam and AdamW ──────────────────────────────────────────────────────────────────────────────

ADAM_CASES = {
    "plain": dict(lr=0.1),
    "large eps": dict(lr=0.1, betas=(0.8, 0.9), eps=0.25),
    "weight decay": dict(lr=0.1, betas=(0.8, 0.9), weight_decay=0.3),
    "amsgrad": dict(lr=0.1, betas=(0.8, 0.6), weight_decay=0.1, amsgrad=True),
}
ADAM_SECOND = dict(lr=0.04, betas=(0.5, 0.7), eps=0.125, weight_decay=0.2)


@scenario("Adam", weight=1, cases={name: dict(name=name) for name in ("Adam", "AdamW")})
def test_Adam_first_steps(m, draw, name):
    options = dict(lr=0.1, betas=(0.8, 0.9), weight_decay=0.3)
    return whole_path(getattr(m, name), draw, options, second_of(ADAM_SECOND, options), 3)


@scenario("Adam", weight=3, cases={n: dict(options=o) for n, o in ADAM_CASES.items()})
def test_Adam_path(m, draw, options):
    return whole_path(m.Adam, draw, options, second_of(ADAM_SECOND, options), 8, F64)


@scenario(
    "Adam",
    weight=2,
    cases={f"AdamW {n}": dict(options=ADAM_CASES[n]) for n in ("plain", "weight decay", "amsgrad")},
)
def test_Adam_decoupled(m, draw, options):
    return whole_path(m.AdamW, draw, options, second_of(ADAM_SECOND, options), 8, F64)


@scenario("Adam", weight=1)
def test_Adam_rescaled_loss(m, draw):
    # With eps = 0 the path does not depend on the scale of the loss.
    start, gradients = start_of(draw, FIRST, F64), gradients_of(draw, 5, FIRST, F64)
    paths = {}
    for scale in (1, 1000):
        params = leaves(start)
        opt = m.Adam([*params.values()], lr=0.1, eps=0.0)
        scaled = [{n: scale * g for n, g in grads.items()} for grads in gradients]
        paths[f"loss times {scale}"] = walk(opt, params, scaled)
    return paths


@scenario("Adam", weight=1, cases={name: dict(name=name) for name in ("Adam", "AdamW")})
def test_Adam_zero_gradient(m, draw, name):
    start = start_of(draw, FIRST, F64)
    params = leaves(start)
    opt = getattr(m, name)([*params.values()], lr=0.1, weight_decay=0.3)
    return walk(opt, params, [{n: torch.zeros_like(p) for n, p in start.items()}] * 3)


@scenario("Adam", weight=1, aspect="robust")
def test_Adam_tiny_gradients(m, draw):
    return whole_path(m.Adam, draw, dict(lr=0.1, eps=1e-7), {}, 4, F64, MILLIONTH)


@scenario("Adam", weight=0.5, aspect="gradients")
def test_Adam_regression(m, draw):
    return regression(m.AdamW, draw, dict(lr=0.1, weight_decay=0.1))


@scenario("Adam", weight=1, aspect="robust", cases={n: dict(name=n) for n in ("Adam", "AdamW")})
def test_Adam_resumed(m, draw, name):
    options = dict(lr=0.1, betas=(0.7, 0.8), weight_decay=0.1, amsgrad=True)
    return resumed(getattr(m, name), draw, options, dict(lr=0.04))


@scenario("Adam", weight=1, aspect="robust")
def test_Adam_equal_shapes(m, draw):
    return twins(m.Adam, draw, dict(lr=0.1, betas=(0.7, 0.8)))


@scenario("Adam", weight=0.5, aspect="robust", cases={n: dict(name=n) for n in ("Adam", "AdamW")})
def test_Adam_one_gradient_tensor(m, draw, name):
    return one_gradient_tensor(getattr(m, name), draw, dict(lr=0.1, weight_decay=0.3))


@scenario("Adam", weight=0.5, aspect="efficient", max_ops=MAX_OPS, max_elements=MAX_ELEMENTS)
def test_Adam_whole_tensors(m, draw):
    return three_large_steps(m.AdamW, draw, dict(lr=0.1))

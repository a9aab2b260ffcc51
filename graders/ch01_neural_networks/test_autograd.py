"""Scenarios for the scalar autograd engine and for gradient checking."""

import math

import torch

from workbook.exercise import scenario
from workbook.probes import number

EXACT = 1e-9  # these are Python floats

OPERATIONS = {
    "plus": lambda a, b: a + b,
    "minus": lambda a, b: a - b,
    "times": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": lambda a, b: -a * b,
    "square": lambda a, b: a**2 * b,
    "square root": lambda a, b: a**0.5 * b,
    "negative power": lambda a, b: a**-1.5 * b,
    "exp": lambda a, b: a.exp() * b,
    "log": lambda a, b: a.log() * b,
    "tanh": lambda a, b: (a * b).tanh() * b,
    "relu": lambda a, b: (a.relu() + (a - 9).relu() * 5) * b,
}
WITH_NUMBERS = {
    "a + 3": lambda a: (a + 3) * a,
    "3 + a": lambda a: (3 + a) * a,
    "a - 3": lambda a: (a - 3) * a,
    "3 - a": lambda a: (3 - a) * a,
    "a * 3": lambda a: (a * 3).exp(),
    "3 * a": lambda a: (3 * a).exp(),
    "a / 3": lambda a: (a / 3).exp(),
    "3 / a": lambda a: (3 / a) * a.log(),
}
REUSED = {
    "a + a": lambda a: a + a,
    "a * a": lambda a: a * a,
    "a - a": lambda a: (a - a) * 3 + a,
    "a / a": lambda a: a / a * a,
    "a diamond": lambda a: (s := a * a + a).exp() * s.log() + s,
    "short and long way": lambda a: ((s := a * 2) * s.exp().tanh() + s) * a,
    "sum of a list": lambda a: sum([a, a * a, a.exp()]),
}


def differentiate(m, build, numbers):
    """Build an expression on leaves and return its value and the leaves' gradients."""
    leaves = [m.Value(x) for x in numbers]
    output = build(*leaves)
    output.backward()
    grads = {f"grad of {n}": number(leaf.grad) for n, leaf in zip("abc", leaves, strict=False)}
    return {"data of the output": number(output.data), **grads}


def told(nodes):
    """Return the number and the gradient of every node."""
    return {
        name: {"data": number(node.data), "grad": number(node.grad)} for name, node in nodes.items()
    }


def two_numbers(draw):
    """Two positive numbers, so that every operation is defined."""
    return draw.number(0.4, 1.9), draw.number(0.4, 1.9)


@scenario("Value", weight=3, floor=EXACT, cases={name: dict(name=name) for name in OPERATIONS})
def test_Value_operation(m, draw, name):
    return differentiate(m, OPERATIONS[name], two_numbers(draw))


@scenario("Value", weight=2, floor=EXACT, cases={name: dict(name=name) for name in WITH_NUMBERS})
def test_Value_with_number(m, draw, name):
    return differentiate(m, WITH_NUMBERS[name], [draw.number(0.4, 1.9)])


@scenario(
    "Value",
    weight=2,
    floor=EXACT,
    aspect="gradients",
    cases={name: dict(name=name) for name in REUSED},
)
def test_Value_reuse(m, draw, name):
    return differentiate(m, REUSED[name], [draw.number(0.4, 1.9)])


@scenario("Value", weight=0.5, floor=EXACT)
def test_Value_before_backward(m, draw):
    a, b = (m.Value(x) for x in two_numbers(draw))
    c = a * b + a
    return told({"a": a, "b": b, "a * b + a": c})


@scenario("Value", weight=0.5, floor=EXACT, aspect="gradients")
def test_Value_inner_nodes(m, draw):
    a, b = (m.Value(x) for x in two_numbers(draw))
    product = a * b
    shifted = product + a
    output = shifted * shifted
    output.backward()
    nodes = {"a": a, "b": b, "p = a * b": product, "s = p + a": shifted, "s * s": output}
    return told(nodes)


@scenario("Value", weight=0.5, floor=EXACT, aspect="robust")
def test_Value_relu_at_zero(m, draw):
    x = draw.number(0.5, 2)
    return differentiate(m, lambda a: (a - x).relu() * 7 + a, [x])


BINARY = (
    lambda p, q: p + q,
    lambda p, q: p - q,
    lambda p, q: p * q,
    lambda p, q: p / (q * q + 1),
    lambda p, q: (p * q).tanh(),
    lambda p, q: p.tanh() * (q * 0.25).exp(),
    lambda p, q: p.relu() - 0.5 * q,
    lambda p, q: (p * p + 0.5) ** 0.5 - q,
    lambda p, q: (q * q + 1).log() * 2 - p,
    lambda p, q: 2 / (p * p + 1) - (-q),
)


def grow(nodes, plan):
    """Add one node per row of the plan, made of two earlier ones; return a mix of the last."""
    for operation, left, right in plan:
        node = BINARY[operation](nodes[left % len(nodes)], nodes[right % len(nodes)])
        nodes.append(node.tanh() if operation % 2 else node * 0.5)
    return nodes[-1] * nodes[-2] + nodes[-3]


@scenario(
    "Value",
    weight=3,
    floor=EXACT,
    aspect="gradients",
    cases={f"{n} nodes": dict(nodes=n) for n in (4, 8, 12, 16)},
)
def test_Value_random_graph(m, draw, nodes):
    numbers = [draw.number(-2, 2) for _ in range(3)]
    rows = draw.integers(nodes, 3, high=10_000).tolist()
    plan = [(operation % len(BINARY), left, right) for operation, left, right in rows]
    return differentiate(m, lambda *leaves: grow([*leaves], plan), numbers)


@scenario("Value", weight=1, floor=EXACT, aspect="robust")
def test_Value_two_outputs(m, draw):
    a, b = (m.Value(x) for x in two_numbers(draw))
    (a * b).backward()
    (a.exp() + b * 2).backward()
    return {"grad of a": number(a.grad), "grad of b": number(b.grad)}


@scenario("Value", weight=1, floor=EXACT, aspect="robust")
def test_Value_same_graph_again(m, draw):
    a, b = (m.Value(x) for x in two_numbers(draw))
    square = a * a
    product = square * b
    output = product + square
    nodes = {"a": a, "b": b, "s = a * a": square, "p = s * b": product, "p + s": output}
    seen = {}
    for time in ("the first time", "the second time"):
        for node in nodes.values():
            node.grad = 0.0
        output.backward()
        seen[time] = {f"grad of {name}": number(node.grad) for name, node in nodes.items()}
    return seen


@scenario("Value", weight=1.5, floor=EXACT, aspect="robust")
def test_Value_long_chain(m, draw):
    a = draw.number(0.5, 1.5)

    def chain(leaf):
        node = leaf
        for _ in range(2_000):
            node = node + leaf * 0.001
        return node

    return differentiate(m, chain, [a])


@scenario("Value", weight=1, floor=EXACT, aspect="efficient", max_lines=60_000)
def test_Value_many_paths(m, draw):
    def doublings(node):
        for _ in range(40):  # a trillion paths lead through 40 nodes
            node = (node + node) * 0.5
        return node

    return differentiate(m, doublings, [draw.number(0.5, 1.5)])


SHAPES = {
    "a vector": dict(shape=(7,)),
    "a matrix": dict(shape=(3, 5)),
    "three axes": dict(shape=(2, 3, 5)),
    "one number": dict(shape=()),
    "one entry": dict(shape=(1, 1)),
}
GRADIENT = "gradient_check"
NEAR = 1e-6  # what rounding leaves of a central difference


def wavy(coefficient):
    """A function whose gradient is ``coefficient · cos x + x``."""
    return lambda x: (coefficient * x.sin() + 0.5 * x * x).sum()


@scenario(GRADIENT, weight=2, floor=NEAR, cases=SHAPES)
def test_gradient_check_numerical(m, draw, shape):
    c = draw.normal(*shape, dtype=torch.float64)
    return m.numerical_gradient(wavy(c), draw.normal(*shape, dtype=torch.float64))


@scenario(GRADIENT, weight=1.5, floor=NEAR, cases={"0.1": dict(eps=0.125), "0.01": dict(eps=0.01)})
def test_gradient_check_order(m, draw, eps):
    c = draw.normal(5, dtype=torch.float64)
    x = draw.normal(5, dtype=torch.float64)
    return m.numerical_gradient(lambda z: (c * z**3).sum(), x, eps)


@scenario(GRADIENT, weight=1, floor=NEAR, aspect="robust")
def test_gradient_check_float32(m, draw):
    c = draw.normal(3, 5, dtype=torch.float64)
    return m.numerical_gradient(wavy(c), draw.normal(3, 5))


@scenario(GRADIENT, weight=0.5, floor=NEAR, aspect="robust")
def test_gradient_check_strided(m, draw):
    c = draw.normal(3, 5, dtype=torch.float64)
    x = draw.normal(5, 6, dtype=torch.float64)
    return m.numerical_gradient(wavy(c), x.T[::2])


@scenario(GRADIENT, weight=1.5, floor=NEAR, aspect="robust")
def test_gradient_check_coupled(m, draw):
    w = draw.normal(5, 5, dtype=torch.float64)
    x = draw.normal(5, dtype=torch.float64)
    return m.numerical_gradient(lambda z: (z @ w @ z).tanh() + z.prod(), x)


def named(result, *names):
    """Name the results of a call, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != len(names):
        message = f"the function should return {len(names)} results: {', '.join(names)}"
        raise TypeError(message)
    return dict(zip(names, result, strict=True))


def verdict(m, *arguments):
    """Check a gradient and name the results."""
    return named(m.gradient_check(*arguments), "ok", "worst", "index")


def exponentials(draw, shape):
    """A sum of exponentials, where to check it, and its gradient."""
    c = draw.positive(*shape, dtype=torch.float64)
    x = draw.normal(*shape, scale=0.5, dtype=torch.float64)
    return (lambda z: (c * z.exp()).sum()), x, c * x.exp()


@scenario(GRADIENT, float64=False, cases=SHAPES)
def test_gradient_check_accepts(m, draw, shape):
    f, x, grad = exponentials(draw, shape)
    return verdict(m, f, x, grad)["ok"]


@scenario(
    GRADIENT, weight=2, floor=1e-4, cases={k: v for k, v in SHAPES.items() if k != "a vector"}
)
def test_gradient_check_finds(m, draw, shape):
    f, x, grad = exponentials(draw, shape)
    place = draw.integer(0, max(1, math.prod(shape)))
    wrong = grad.flatten().clone()
    wrong[place] *= 1.001
    return verdict(m, f, x, wrong.reshape(shape))


@scenario(
    GRADIENT, floor=1e-4, aspect="robust", cases={"doubled": dict(k=2.0), "lost": dict(k=0.0)}
)
def test_gradient_check_finds_tiny(m, draw, k):
    c = draw.positive(11, dtype=torch.float64) * 1e-6
    x, place = draw.normal(11, scale=0.5, dtype=torch.float64), draw.integer(0, 11)
    wrong = c * x.cos()
    wrong[place] *= k
    return verdict(m, lambda z: (c * z.sin()).sum(), x, wrong)


@scenario(GRADIENT, weight=0.5, floor=1e-4)
def test_gradient_check_tolerance(m, draw):
    f, x, grad = exponentials(draw, (3, 5))
    off = grad.clone()
    off[draw.integer(0, 3), draw.integer(0, 5)] *= 1.001
    return {f"ok for tol={tol}": verdict(m, f, x, off, tol)["ok"] for tol in (1e-2, 1e-4)}


@scenario(GRADIENT, weight=0.5, float64=False, aspect="robust")
def test_gradient_check_accepts_zero(m, draw):
    f, x, grad = exponentials(draw, (2, 5))
    return verdict(m, lambda z: f(z) - f(z * 1.0), x, grad * 0)["ok"]

"""Scenarios for attention pooling with a fixed kernel."""

import torch

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads

EX = "kernel_pool"
KERNELS = {name: dict(kernel=name) for name in ("gauss", "box", "epanechnikov")}
COMPACT = {name: dict(kernel=name) for name in ("box", "epanechnikov")}


def places(draw, Q=5, K=7, **options):
    """Draw queries among the keys, and values."""
    xk = draw.distinct(K, **options)
    return xk[:Q] + draw.normal(Q, scale=0.1, **options), xk, draw.normal(K, 3, **options)


def named(m, **options):
    """Name the two results, so that a difference is told with its place."""

    def pool(*arguments):
        result = m.kernel_pool(*arguments, **options)
        if not isinstance(result, tuple | list) or len(result) != 2:
            message = "kernel_pool should return 2 results: out and weights"
            raise TypeError(message)
        return dict(zip(("out", "weights"), result, strict=True))

    pool.parameter_names = ("xq", "xk", "v", "bandwidth")
    return pool


@scenario(EX, weight=3, cases=KERNELS)
def test_kernel_pool_values(m, draw, kernel):
    return named(m, kernel=kernel)(*places(draw), 1.25)


@scenario(EX, weight=0.5)
def test_kernel_pool_default_kernel(m, draw):
    xq, xk, v = places(draw, 1, 2)
    return named(m)(xq, xk, v, 0.5), named(m)(xq, xk[:1], v[:1, 0], draw.positive(name="h"))


@scenario(
    EX, weight=3, aspect="gradients", cases={k: KERNELS[k] for k in ("gauss", "epanechnikov")}
)
def test_kernel_pool_gradients(m, draw, kernel):
    return value_and_grads(named(m, kernel=kernel), *places(draw), draw.positive())


@scenario(EX, weight=1.5, aspect="robust", cases={"wide": dict(h=4096.0), "narrow": dict(h=2**-10)})
def test_kernel_pool_gauss(m, draw, h):
    return named(m)(*places(draw), h)


@scenario(EX, weight=1.5, aspect="robust", cases=COMPACT)
def test_kernel_pool_nothing_near(m, draw, kernel):
    xq, xk, v = places(draw)
    far = xq + torch.tensor([0, 0, 64, 0, -64], device=xq.device)
    return value_and_grads(named(m, kernel=kernel), far, xk, v, draw.positive(), wrt=[2])


@scenario(EX, aspect="gradients")
def test_kernel_pool_gradients_with_nothing_near(m, draw):
    xq, xk, v = places(draw)
    far = xq + torch.tensor([0, 64, 0, 0, 0], device=xq.device)
    return value_and_grads(named(m, kernel="epanechnikov"), far, xk, v, draw.positive())


@scenario(EX, weight=0.5)
def test_kernel_pool_edge_of_the_box(m, draw):
    xq, xk = torch.zeros(1, device=draw.device), torch.arange(-3.0, 4, device=draw.device) / 4
    return named(m, kernel="box")(xq.to(draw.dtype), xk.to(draw.dtype), draw.normal(7, 2), 0.5)


@scenario(EX, weight=0.5, cases={"numbers": dict(shape=()), "matrices": dict(shape=(2, 3))})
def test_kernel_pool_values_that_are(m, draw, shape):
    xq, xk, _ = places(draw)
    return named(m, kernel="epanechnikov")(xq, xk, draw.normal(7, *shape), 1.5)


@scenario(EX, weight=0.5, aspect="robust")
def test_kernel_pool_float64_views(m, draw):
    xq, xk, v = places(draw, 10, 14, dtype=torch.float64)
    return named(m)(xq[::2], xk[::2], v[::2], 0.75), named(m, kernel="box")(xq, xk, v, 0.75)


@scenario(EX, weight=0.5, aspect="robust")
def test_kernel_pool_unknown_kernel(m, draw):
    arguments = places(draw)
    return raises(lambda: m.kernel_pool(*arguments, 1.0, "triangle"))


@scenario(EX, aspect="efficient", max_ops=120, max_elements=14000)
def test_kernel_pool_no_larger_tensor(m, draw):
    xq, xk, v = draw.normal(67), draw.normal(71), draw.normal(71, 23)
    return [named(m, kernel=kernel)(xq, xk, v, 0.5) for kernel in KERNELS]

"""Scenarios for scaled dot-product attention."""

import torch

from workbook.exercise import scenario
from workbook.probes import unguarded, value_and_grads

EX = "sdpa"
Q, K, DK, DV = 5, 7, 3, 2
LEADING = {"no leading axis": dict(axes=()), "a batch": dict(axes=(3,)), "heads": dict(axes=(3, 2))}
HALF = {"bfloat16": dict(dtype=torch.bfloat16), "float16": dict(dtype=torch.float16)}


def inputs(draw, *axes, Q=Q, K=K, scale=1.5, **options):
    """Draw queries, keys and values."""
    return (
        draw.normal(*axes, Q, DK, scale=scale, **options),
        draw.normal(*axes, K, DK, scale=scale, **options),
        draw.normal(*axes, K, DV, **options),
    )


def attention(m, **options):
    """Name the two results, so that a difference is told with its place."""

    def attend(q, k, v, bias=None, **more):
        result = m.sdpa(q, k, v, bias=bias, **options, **more)
        if not isinstance(result, tuple | list) or len(result) != 2:
            message = "sdpa should return 2 results: out and weights"
            raise TypeError(message)
        return dict(zip(("out", "weights"), result, strict=True))

    attend.parameter_names = ("q", "k", "v", "bias")
    return attend


@scenario(EX, weight=2, cases=LEADING)
def test_sdpa_values(m, draw, axes):
    return attention(m)(*inputs(draw, *axes))


@scenario(EX, weight=2)
def test_sdpa_mask_and_bias(m, draw):
    q, k, v = inputs(draw, 3, 2)
    mask, bias = draw.mask(3, 1, 1, K, keep=0.7), draw.normal(2, Q, K)
    mask = mask | (torch.arange(K, device=mask.device) == 3)
    return attention(m, mask=mask)(q, k, v), attention(m, mask=mask)(q, k, v, bias)


CAUSAL = {
    "itself": dict(queries=7, masked=False),
    "behind a cache": dict(queries=3, masked=False),
    "one query": dict(queries=1, masked=False),
    "and a mask": dict(queries=5, masked=True),
}


@scenario(EX, weight=4, cases=CAUSAL)
def test_sdpa_causal(m, draw, queries, masked):
    q, k, v = inputs(draw, 3, Q=queries)
    mask = draw.mask(3, 1, K, keep=0.6) if masked else None
    return attention(m, mask=mask, causal=True)(q, k, v)


@scenario(EX, weight=1.5)
def test_sdpa_step_by_step(m, draw):
    q, k, v = inputs(draw, 2, Q=K)
    attend = attention(m, causal=True)
    steps = [attend(q[:, t : t + 1], k[:, : t + 1], v[:, : t + 1])["out"] for t in range(K)]
    return attend(q, k, v)["out"], steps


@scenario(EX, weight=1.5, aspect="robust")
def test_sdpa_nothing_allowed(m, draw):
    mask = draw.mask(3, Q, K, keep=0.5)
    mask = mask & (torch.arange(Q, device=mask.device) != 2)[:, None]
    return value_and_grads(attention(m, mask=mask), *inputs(draw, 3))


@scenario(EX, weight=2, aspect="gradients")
def test_sdpa_gradients(m, draw):
    return value_and_grads(attention(m), *inputs(draw, 2, 3), draw.normal(3, Q, K))


@scenario(EX, weight=2, aspect="gradients")
def test_sdpa_causality_by_gradient(m, draw):
    leaves = [x.clone().requires_grad_() for x in inputs(draw, Q=3)]
    r = draw.normal(3, DV)
    out = m.sdpa(*leaves, causal=True)[0]
    with unguarded():
        by_query = [torch.autograd.grad(r[t] @ out[t], leaves, retain_graph=True) for t in range(3)]
    return [dict(zip(("q", "k", "v"), gradients, strict=True)) for gradients in by_query]


@scenario(EX, weight=1.5, aspect="robust", cases=HALF, float64=False)
def test_sdpa_in(m, draw, dtype):
    mask = draw.mask(Q, K, keep=0.8) & (torch.arange(Q, device=draw.device) != 1)[:, None]
    return attention(m, mask=mask)(*inputs(draw, 3, scale=3.0, dtype=dtype))


@scenario(EX, weight=1.5, aspect="robust", float64=False)
def test_sdpa_float16_overflow(m, draw):
    q = draw.normal(Q, 61, scale=0.25, shift=32.0, dtype=torch.float16)
    k = draw.normal(K, 61, scale=0.25, shift=64.0, dtype=torch.float16)
    return attention(m)(q, k, draw.normal(K, DV, dtype=torch.float16))


@scenario(EX, weight=0.5, aspect="robust")
def test_sdpa_large_scores(m, draw):
    q, k, v = inputs(draw, 2, scale=100.0)
    return attention(m)(q, k, v), attention(m, causal=True)(q, k, v)


@scenario(EX, weight=0.5, aspect="robust")
def test_sdpa_float64_views(m, draw):
    sizes = ((3, 5, 6), (7, 5, 6), (7, 5, 4))
    q, k, v = (draw.normal(*size, dtype=torch.float64).transpose(0, 1)[:, :, ::2] for size in sizes)
    order = draw.permutation(7)
    return attention(m)(q, k, v), attention(m)(q, k[:, order], v[:, order])


@scenario(EX, aspect="efficient", max_ops=100, max_elements=60000)
def test_sdpa_no_larger_tensor(m, draw):
    q, k, v = draw.normal(2, 3, 61, 17), draw.normal(2, 3, 67, 17), draw.normal(2, 3, 67, 13)
    return attention(m, causal=True)(q, k, v)

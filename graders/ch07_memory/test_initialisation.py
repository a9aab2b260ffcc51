"""Scenarios for the initialisation of an LSTM."""

import math

import torch
from torch import nn

from workbook.exercise import Failed, scenario

D, H = 23, 17
ACCURATE = 1e-4  # of a float32 product of orthogonal matrices


def layer(draw, D=D, H=H):
    """Parameters that are far from any initial value, and require gradients."""
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    return {name: nn.Parameter(draw.normal(*shape).clone()) for name, shape in shapes.items()}


@scenario(
    "init_lstm_",
    weight=4,
    cases={"1": dict(bias=1.0), "2.5": dict(bias=2.5), "−1": dict(bias=-1.0)},
)
def test_init_lstm__total_bias(m, draw, bias):
    params, gen = layer(draw), draw.generator("weights")
    m.init_lstm_(params, gen, forget_bias=bias)
    total = (params["b_ih"] + params["b_hh"]).detach().reshape(4, H)
    return dict(zip(("input", "forget", "candidate", "output"), total, strict=True))


@scenario("init_lstm_")
def test_init_lstm__default_bias(m, draw):
    params = layer(draw, 3, 2)
    m.init_lstm_(params)
    return params["b_ih"] + params["b_hh"]


@scenario("init_lstm_", aspect="robust")
def test_init_lstm__other_biases(m, draw):
    params, gen = layer(draw, 3, 5), draw.generator("weights")
    m.init_lstm_(params, gen)
    return [torch.cat([b[:5], b[10:]]) for b in (params["b_ih"], params["b_hh"])]


@scenario("init_lstm_", aspect="robust")
def test_init_lstm__returns_params(m, draw):
    params, gen = layer(draw, 3, 2), draw.generator("weights")
    result = m.init_lstm_(params, gen, forget_bias=2.0)
    kinds = {name: tensor.requires_grad for name, tensor in params.items()}
    return result["b_ih"] + result["b_hh"], [*result], kinds


def two_seeds(draw):
    """Two different seeds for the learner's generators."""
    return (draw.seed("one"), draw.seed("other")), None


def is_well_begun(evidence, _kept):
    """Judge the weights: overwritten, from gen, orthogonal and Xavier in every block."""
    first, again, other = evidence["first"], evidence["again"], evidence["other"]
    W_ih, W_hh = first["W_ih"], first["W_hh"]
    for name in ("W_ih", "W_hh"):
        if torch.equal(first[name], evidence["before"][name]):
            message = f"{name} is still what it was: the tensors must be overwritten in place"
            return Failed(message, misconception="not in place")
        if not torch.equal(first[name], again[name]) or torch.equal(first[name], other[name]):
            return Failed(
                f"the same state of gen should give the same {name}, and another state another; "
                "yours does not depend on gen like that",
                misconception="gen ignored",
            )
    return _orthogonal(W_hh.double()) or _xavier(W_ih.double())


def _orthogonal(W_hh):
    """Compare the product of each block with its transpose with the identity."""
    eye = torch.eye(H, dtype=torch.float64)
    blocks = W_hh.split(H)
    apart = max(float((block @ block.T - eye).abs().max()) for block in blocks)
    if apart <= ACCURATE:
        if all(torch.equal(blocks[0], block) for block in blocks):
            return Failed("the four blocks of W_hh are all the same matrix")
        return None
    whole = float((W_hh.T @ W_hh - eye).abs().max()) <= ACCURATE
    gain = float((blocks[0] @ blocks[0].T).diagonal().mean())
    scaled = all(torch.allclose(b @ b.T, gain * eye, atol=ACCURATE * gain) for b in blocks)
    yours = (
        f"is {gain:.3g} I: there is a gain too much" if scaled else f"is off by up to {apart:.2g}"
    )
    return Failed(
        f"each (H, H) block Q of W_hh should have Q Qᵀ = I; yours {yours}",
        misconception="the whole matrix orthogonal" if whole else None,
    )


def _xavier(W_ih):
    """Compare the bound of the uniform distribution with what it should be."""
    bound, count = math.sqrt(6 / (D + H)), W_ih.numel()
    largest, std = float(W_ih.abs().max()), float(W_ih.std())
    spread = abs(std * math.sqrt(3) / bound - 1) < 5.5 / math.sqrt(2 * count)
    if largest <= bound * (1 + 1e-6) and largest > bound * 0.97 and spread:
        return None
    whole = math.sqrt(6 / (D + 4 * H))
    return Failed(
        f"W_ih should be uniform in ±√(6 / (I + H)) = ±{bound:.4f} (I = {D}, H = {H}); yours "
        f"reaches {largest:.4f} and has the standard deviation {std:.4f}, not {bound / 3**0.5:.4f}",
        misconception="Xavier over all gates" if abs(largest / whole - 1) < 0.03 else None,
    )


@scenario("init_lstm_", weight=4, given=two_seeds, check=is_well_begun)
def test_init_lstm__weights(m, draw, shown):
    params = [layer(draw) for _ in range(3)]
    before = {name: tensor.detach().clone() for name, tensor in params[0].items()}
    one, other = shown
    for tensors, seed in zip(params, (one, one, other), strict=True):
        m.init_lstm_(tensors, torch.Generator().manual_seed(seed))
    return {"first": params[0], "again": params[1], "other": params[2], "before": before}

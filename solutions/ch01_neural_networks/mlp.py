"""A multilayer perceptron as plain functions: initialise, forward, backward."""

import math
from itertools import pairwise

import torch
from torch import Tensor

from .activations import (
    d_gelu_exact,
    d_leaky_relu,
    d_relu,
    d_sigmoid,
    d_silu,
    d_tanh,
    gelu_exact,
    leaky_relu,
    relu,
    sigmoid,
    silu,
    tanh,
)
from .linear import linear_forward

Params = list[tuple[Tensor, Tensor]]
Cache = list[tuple[Tensor, Tensor]]


def apply_activation(act: str, z: Tensor) -> Tensor:
    """Apply the activation called ``act``, one of those of ``activations.py``, to ``z``."""
    functions = {
        "relu": relu,
        "leaky_relu": leaky_relu,
        "sigmoid": sigmoid,
        "tanh": tanh,
        "gelu_exact": gelu_exact,
        "silu": silu,
    }
    return functions[act](z)


def activation_slope(act: str, z: Tensor) -> Tensor:
    """Return the derivative of the activation called ``act`` at the pre-activation ``z``."""
    derivatives = {
        "relu": d_relu,
        "leaky_relu": d_leaky_relu,
        "sigmoid": d_sigmoid,
        "tanh": d_tanh,
        "gelu_exact": d_gelu_exact,
        "silu": d_silu,
    }
    return derivatives[act](z)


def mlp_init(sizes: list[int], gen: torch.Generator | None = None) -> Params:
    """Draw the parameters of a multilayer perceptron.

    ``sizes = [D, H1, …, K]`` are the widths from the input to the output; there is one layer
    between each two neighbours. Every weight is an independent draw from a normal distribution
    with mean 0 and standard deviation ``√(2 / fan_in)`` (He et al., 2015), where ``fan_in`` is the
    number of inputs of its layer. Every bias is 0.

    Args:
        sizes: at least two widths.
        gen: the source of all random numbers: the same state of ``gen`` gives the same
            parameters. None means torch's global generator.

    Returns:
        One pair ``(weight, bias)`` a layer, of shapes ``(fan_out, fan_in)`` and ``(fan_out,)``, in
        the default dtype, on the CPU.

    """
    ### BEGIN SOLUTION
    params = []
    for fan_in, fan_out in pairwise(sizes):
        weight = torch.randn(fan_out, fan_in, generator=gen) * math.sqrt(2 / fan_in)
        params.append((weight, torch.zeros(fan_out)))
    return params
    ### END SOLUTION


def mlp_forward(params: Params, x: Tensor, act: str) -> tuple[Tensor, Cache]:
    """Run a batch through a multilayer perceptron and keep what the backward pass needs.

    With layers ``l = 1 … L`` and ``a_0 = x``:

        z_l = a_{l−1} W_lᵀ + b_l            (your ``linear_forward``)
        a_l = act(z_l)                      for l < L only

    The result is ``z_L``: the last layer has no activation, its outputs are *logits*. With a
    single layer there is no activation at all.

    ``apply_activation(act, z)`` above applies an activation by its name; it uses your
    ``activations.py``.

    Args:
        params: one pair ``(weight, bias)`` a layer, as ``mlp_init`` makes them.
        x: inputs, ``(N, D)``.
        act: the name of the activation, such as ``"relu"``.

    Returns:
        The logits ``(N, K)``, and the cache: a list with one pair ``(a_{l−1}, z_l)`` for each
        layer, the first layer first: its input and its pre-activation.

    """
    ### BEGIN SOLUTION
    cache = []
    a = x
    for layer, (weight, bias) in enumerate(params, start=1):
        z = linear_forward(a, weight, bias)
        cache.append((a, z))
        a = z if layer == len(params) else apply_activation(act, z)
    return a, cache
    ### END SOLUTION


def mlp_backward(
    params: Params, cache: Cache, dlogits: Tensor, act: str
) -> tuple[list[tuple[Tensor, Tensor]], Tensor]:
    """Back-propagate through ``mlp_forward`` (Rumelhart, Hinton and Williams, 1986).

    Write ``δ_l`` for the gradient of the loss by the pre-activations ``z_l``, shape ``(N, H_l)``.
    ``δ_L`` is ``dlogits``; every other layer follows from the one above it:

        dW_l = δ_lᵀ a_{l−1}
        db_l = Σ_n δ_l[n]
        δ_{l−1} = (δ_l W_l) ∗ act′(z_{l−1})          ∗ is element by element
        dx = δ_1 W_1

    ``dlogits`` holds whatever averaging the loss does: add none of your own.
    ``activation_slope(act, z)`` above gives ``act′(z)``, with the convention of ``activations.py``
    at kinks (relu: 0 at exactly 0).

    Forbidden: autograd, in every form. Use no loop over the samples.

    Args:
        params: the parameters of the forward pass.
        cache: what ``mlp_forward`` returned: one pair ``(a_{l−1}, z_l)`` a layer.
        dlogits: gradient of the loss by the logits, ``(N, K)``.
        act: the name of the activation.

    Returns:
        A list with one pair ``(dW, db)`` a layer, the first layer first, each in the shape of its
        parameter, and the gradient ``dx`` by the inputs, ``(N, D)``. Params, cache and ``dlogits``
        stay as they were.

    """
    ### BEGIN SOLUTION
    grads = []
    upstream = dlogits
    for layer in reversed(range(len(params))):
        weight, _ = params[layer]
        inputs, z = cache[layer]
        is_last = layer == len(params) - 1
        delta = upstream if is_last else upstream * activation_slope(act, z)  # (N, O)
        grads.append((delta.T @ inputs, delta.sum(0)))  # (O, D), (O,)
        upstream = delta @ weight  # (N, D)
    return grads[::-1], upstream
    ### END SOLUTION

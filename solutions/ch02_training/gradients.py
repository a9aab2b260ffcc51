"""Vanishing and exploding gradients: measured, named, clipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor, nn


def random_weights(
    depth: int, width: int, scale: float, gen: torch.Generator | None = None
) -> list[Tensor]:
    """Draw ``depth`` square matrices with entries of deviation scale / sqrt(width); given to you.

    Try ``gradient_flow(torch.randn(64, 100), random_weights(20, 100, 1.0), torch.tanh, …)``.
    """
    shape = (width, width)
    return [torch.randn(shape, generator=gen) * scale / width**0.5 for _ in range(depth)]


def gradient_flow(
    h: Tensor, weights: Sequence[Tensor], act: Callable[[Tensor], Tensor], r: Tensor
) -> dict[str, Tensor]:
    """Send a batch through a deep network and a gradient back, and measure both at every layer.

    With h₀ = h, for the layers l = 0 … L - 1,

        h_{l+1} = act(h_l W_l),          loss = Σ r · h_L     (over all entries)

    Entry l of the results belongs to layer l; layer 0 is the one next to the input:

    - ``act_std[l]``: the standard deviation of all entries of what the layer puts out, h_{l+1}
      (divide by their number N · D_{l+1}, not by one less);
    - ``grad_norm[l]``: what arrives back at the layer's input, ‖∂loss/∂h_l‖, the square root of
      the sum of the squares of all entries.

    Mind that it is the gradient with respect to the *activations* h_l. That with respect to W_l
    also contains h_l itself; where the activations grow as fast as the gradients shrink, it hides
    both.

    One forward and one backward pass are enough for all layers. Autograd is allowed.

    Args:
        h: (N, D_0).
        weights: L matrices, W_l is (D_l, D_{l+1}).
        act: the activation, for tensors of any shape, differentiable by autograd.
        r: (N, D_L).

    Returns:
        ``{"act_std": (L,), "grad_norm": (L,)}``, in the dtype of h and without a graph. The inputs
        stay as they were (also their ``requires_grad``).

    """
    ### BEGIN SOLUTION
    layers = [h.detach().clone().requires_grad_()]
    for weight in weights:
        layers.append(act(layers[-1] @ weight.detach()))
    gradients = torch.autograd.grad((r * layers[-1]).sum(), layers[:-1])
    return {
        "act_std": torch.stack([out.detach().std(correction=0) for out in layers[1:]]),
        "grad_norm": torch.stack([gradient.norm() for gradient in gradients]),
    }
    ### END SOLUTION


def diagnose(grad_norm: Tensor) -> str:
    """Say what becomes of a gradient on its way to the input: by its trend over the depth.

    Fit a straight line to the points (l, log₁₀ grad_norm[l]), l = 0 … L - 1, by least squares.
    Its slope s is how many decimal places the gradient changes per layer. (Index 0 is next to the
    input, where a gradient arrives last.)

    In this order:

    1. a norm is infinite or NaN: "exploding";
    2. a norm is 0: "vanishing";
    3. s > 0.1: "vanishing" (each layer passes on less than 1/1.26 of what it gets);
    4. s < -0.1: "exploding";
    5. else, or if L = 1: "healthy".

    Args:
        grad_norm: (L,), as from ``gradient_flow``.

    Returns:
        One of the three words.

    """
    ### BEGIN SOLUTION
    if not grad_norm.isfinite().all():
        return "exploding"
    if (grad_norm == 0).any():
        return "vanishing"
    if len(grad_norm) == 1:
        return "healthy"
    logs = grad_norm.double().log10()
    layer = torch.arange(len(logs), dtype=torch.float64, device=logs.device)
    layer = layer - layer.mean()
    slope = float(layer @ logs / (layer @ layer))
    if abs(slope) <= 0.1:
        return "healthy"
    return "vanishing" if slope > 0 else "exploding"
    ### END SOLUTION


def clip_grad_norm_(params: Iterable[Tensor], max_norm: float, eps: float = 1e-6) -> Tensor:
    """Scale all gradients down together if their joint norm is more than ``max_norm``.

    Over the parameters whose ``grad`` is not None, all entries of all gradients together,

        total_norm = sqrt(Σ g²)

    If ``total_norm > max_norm``, every gradient is multiplied, in place, by the same number
    ``max_norm / (total_norm + eps)``: the direction of the step is kept, its length is limited.
    Else the gradients stay as they are, to the last bit. They also stay as they are if the norm
    is infinite or NaN: then nothing can be saved, and the caller sees it from the result.

    Forbidden: ``torch.nn.utils``.

    Source: Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural networks",
    2013.

    Args:
        params: parameters; it may be a generator, which can be gone through **once**.
        max_norm: the largest norm allowed.
        eps: against rounding.

    Returns:
        ``total_norm`` **before** clipping, a tensor of shape (); 0 where there is no gradient.

    """
    ### BEGIN SOLUTION
    gradients = [p.grad for p in params if p.grad is not None]
    if not gradients:
        return torch.tensor(0.0)
    total_norm = torch.stack([g.norm() for g in gradients]).norm()
    if total_norm > max_norm and total_norm.isfinite():
        for g in gradients:
            g.mul_(max_norm / (total_norm + eps))
    return total_norm
    ### END SOLUTION


def clip_grad_value_(params: Iterable[Tensor], value: float) -> None:
    """Limit every entry of every gradient to [-value, value], in place.

    Each entry is treated on its own, so the direction of the step may change.

    Args:
        params: parameters, of which some may have no gradient (``grad`` is None).
        value: more than 0.

    """
    ### BEGIN SOLUTION
    for p in params:
        if p.grad is not None:
            p.grad.clamp_(-value, value)
    ### END SOLUTION


def train_clipped(
    x: Tensor, y: Tensor, weight: Tensor, bias: Tensor, lr: float, steps: int, max_norm: float
) -> tuple[Tensor, Tensor, list[float]]:
    """Train a network that uses one layer six times, with clipped gradients.

    With h₀ = x and h_{t+1} = tanh(h_t · weight + bias), the loss is the mean of (h₆ - y)². Because
    one matrix is used six times, gradients explode easily. Each step computes the gradient of
    *this step's* loss, clips the joint norm of both gradients to ``max_norm``, and makes one step
    of SGD with momentum 0.9.

    **The symptom.** This function is finished, and the norms it returns are right. But clipping
    does not seem to do anything: whether ``max_norm`` is 0.01 or a million, the weights after the
    training are the very same, and with steep losses they fly away. Find the cause and mend it.

    Args:
        x: (N, D).
        y: (N, D).
        weight: (D, D), the start; it stays as it is.
        bias: (D,), the start; it stays as it is.
        lr: the learning rate.
        steps: how many steps.
        max_norm: the largest joint norm of the two gradients that a step may use.

    Returns:
        The trained ``weight`` and ``bias``, without a graph, and a list with the joint norm of
        every step before clipping.

    """
    ### BEGIN SOLUTION
    weight = weight.detach().clone().requires_grad_()
    bias = bias.detach().clone().requires_grad_()
    optimiser = torch.optim.SGD([weight, bias], lr=lr, momentum=0.9)
    norms = []
    for _ in range(steps):
        h = x
        for _ in range(6):
            h = torch.tanh(h @ weight + bias)
        loss = (h - y).square().mean()
        optimiser.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_([weight, bias], max_norm)
        optimiser.step()
        norms.append(norm.item())
    return weight.detach(), bias.detach(), norms
    ### END SOLUTION

"""Optimisers: rules that turn gradients into steps.

The class ``Optimizer`` is given: it keeps the parameter groups and saves and loads the state. You
write the ``step`` of each rule. All of them look the same from outside::

    opt = SGD(model.parameters(), lr=0.1)
    opt = SGD([{"params": [w]}, {"params": [b], "lr": 0.01}], lr=0.1)  # two groups
    ...
    opt.zero_grad()
    loss.backward()
    opt.step()

What holds for the ``step`` of every optimiser here:

- Options are read from the *group* that a parameter belongs to, at every step anew: a group may
  have its own, and a scheduler may change ``group["lr"]`` at any time.
- A parameter whose ``.grad`` is None is left out altogether: it does not move, does not decay, and
  nothing of its state changes.
- What is remembered about a parameter ``p`` stands in ``self.state[p]`` (a dict of tensors and
  numbers, empty at first) and nowhere else, so that ``state_dict`` saves it. Each parameter has its
  own: its own averages, and its own count ``t`` of the updates that *it* has received (1 in its
  first update, whenever that comes).
- A parameter is changed in place (``p.sub_(…)``, ``p.mul_(…)``): the model holds the same tensor.
  Its ``.grad`` is only read; it may be overwritten by the next backward pass, so what has to last
  must not be the gradient tensor itself.
- ``step`` runs under ``torch.no_grad()`` (the decorator is there).
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

Group = dict[str, Any]
Params = Iterable[Tensor] | Iterable[Group]


class Optimizer:
    """What all optimisers share; given to you.

    ``param_groups`` is a list of dicts: ``group["params"]`` is a list of tensors, the other entries
    (``group["lr"]`` …) are the options of that group, from ``defaults`` where it does not say them.
    ``state[p]`` is a dict for what an optimiser remembers about ``p``.
    """

    def __init__(self, params: Params, defaults: dict[str, Any]) -> None:
        """Make groups of ``params``: tensors (one group), or dicts that have ``"params"``."""
        groups: list[Any] = list(params)
        if not groups:
            message = "an optimiser needs at least one parameter"
            raise ValueError(message)
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        self.param_groups: list[Group] = [
            {**defaults, **group, "params": list(group["params"])} for group in groups
        ]
        self.state: dict[Tensor, dict[str, Any]] = defaultdict(dict)

    def step(self) -> None:
        """Move the parameters once; every optimiser has its own rule."""
        raise NotImplementedError

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or set them to zero in place."""
        for p in self._params():
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                p.grad.detach_().zero_()

    def state_dict(self) -> dict[str, Any]:
        """Return a copy of the state of each parameter (by its number) and of all options."""
        numbered = enumerate(self._params())
        return copy.deepcopy(
            {
                "state": {i: self.state[p] for i, p in numbered if p in self.state},
                "param_groups": [
                    {name: option for name, option in group.items() if name != "params"}
                    for group in self.param_groups
                ],
            }
        )

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what ``state_dict`` returned, with parameters in the same order."""
        saved = copy.deepcopy(state_dict)
        for group, options in zip(self.param_groups, saved["param_groups"], strict=True):
            group.update(options)
        self.state.clear()
        params = self._params()
        for i, state in saved["state"].items():
            self.state[params[int(i)]] = state

    def _params(self) -> list[Tensor]:
        """Return the parameters of all groups, in order."""
        return [p for group in self.param_groups for p in group["params"]]


class SGD(Optimizer):
    """Gradient descent with momentum, Nesterov's look-ahead and L2 regularisation.

    For each parameter ``p`` with its gradient ``∇``, momentum ``μ`` and dampening ``δ``:

        g = ∇ + weight_decay · p
        v = g                        in the first update of this parameter
        v = μ · v + (1 − δ) · g      in every later one
        d = g                        if μ = 0 (no velocity is kept)
        d = v                        if μ > 0
        d = g + μ · v                if μ > 0 and nesterov
        p ← p − lr · d

    This is PyTorch's convention: the learning rate is *not* inside the velocity, and the new
    gradient enters with weight 1, not ``1 − μ``.

    Example: ``lr = 0.1``, ``μ = 0.9``, gradients 1 and 1: the velocities are 1 and 1.9, so ``p``
    moves by −0.1 and −0.19; with Nesterov by −0.19 and −0.271.

    Source: Polyak, 1964; Nesterov, 1983; Sutskever et al., 2013. Forbidden: ``torch.optim``.

    Args:
        params: tensors, or groups of them.
        lr: the learning rate.
        momentum: ``μ``.
        dampening: ``δ``.
        weight_decay: the factor of ``p`` that is added to the gradient.
        nesterov: whether to look ahead.

    """

    def __init__(
        self,
        params: Params,
        lr: float,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        """Keep the options as defaults of the groups."""
        defaults = dict(lr=lr, momentum=momentum, dampening=dampening)
        super().__init__(params, defaults | dict(weight_decay=weight_decay, nesterov=nesterov))

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient, once."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            mu = group["momentum"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                if mu:
                    state = self.state[p]
                    if "velocity" not in state:
                        state["velocity"] = g.clone()
                    else:
                        state["velocity"].mul_(mu).add_(g, alpha=1 - group["dampening"])
                    v = state["velocity"]
                    g = g + mu * v if group["nesterov"] else v
                p.sub_(group["lr"] * g)
        ### END SOLUTION


class Adagrad(Optimizer):
    """Adagrad: every entry has a learning rate of its own, which falls as its gradients add up.

    For each parameter ``p`` with its gradient ``g``, in its ``t``-th update (``t = 1, 2, …``); the
    sum ``G`` starts at ``initial_accumulator_value`` in every entry:

        G ← G + g²
        p ← p − lr / (1 + (t − 1) · lr_decay) · g / (√G + eps)

    all element by element. ``eps`` is added *after* the root.

    Example: ``lr = 1``, gradients 3 and 4: ``G`` is 9 and 25, ``p`` moves by −1 and −0.8.

    Source: Duchi, Hazan and Singer, 2011. Forbidden: ``torch.optim``.

    Args:
        params: tensors, or groups of them.
        lr: the learning rate.
        eps: keeps the division from failing.
        lr_decay: how fast the rate falls, besides.
        initial_accumulator_value: where ``G`` starts.

    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        eps: float = 1e-10,
        lr_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
    ) -> None:
        """Keep the options as defaults of the groups."""
        start = dict(initial_accumulator_value=initial_accumulator_value)
        super().__init__(params, dict(lr=lr, eps=eps, lr_decay=lr_decay) | start)

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient, once."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state, g = self.state[p], p.grad
                if not state:
                    state["step"] = 0
                    state["sum"] = torch.full_like(p, group["initial_accumulator_value"])
                state["step"] += 1
                state["sum"].add_(g.square())
                lr = group["lr"] / (1 + (state["step"] - 1) * group["lr_decay"])
                p.sub_(lr * g / (state["sum"].sqrt() + group["eps"]))
        ### END SOLUTION


class RMSprop(Optimizer):
    """RMSprop: gradients divided by the root of a running mean of their squares.

    For each parameter ``p`` with its gradient ``g``; the averages ``s`` and ``m`` and the velocity
    ``v`` start at zero:

        s ← alpha · s + (1 − alpha) · g²
        m ← alpha · m + (1 − alpha) · g                     if centered
        r = √s                                              or, if centered,
        r = √max(s − m², 0)
        u = g / (r + eps)
        p ← p − lr · u                                      if momentum = 0, else
        v ← momentum · v + u,    p ← p − lr · v

    ``s − m²`` is a variance, so it is never negative, but in floating point it can come out as
    −1e-9 when the gradient hardly varies; hence the maximum. ``eps`` is added *after* the root.

    Example: ``alpha = 0.75``, ``lr = 1``, first gradient 4: ``s = 4``, so ``p`` moves by
    −4/2 = −2; centred, ``m = 1`` and ``p`` moves by −4/√3.

    Source: Hinton's lecture 6e, 2012; Graves, 2013 (centred). Forbidden: ``torch.optim``.

    Args:
        params: tensors, or groups of them.
        lr: the learning rate.
        alpha: the weight of the *old* average.
        eps: keeps the division from failing.
        momentum: of the velocity.
        centered: whether to subtract the squared mean.

    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        momentum: float = 0.0,
        centered: bool = False,
    ) -> None:
        """Keep the options as defaults of the groups."""
        defaults = dict(lr=lr, alpha=alpha, eps=eps, momentum=momentum, centered=centered)
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient, once."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            alpha = group["alpha"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state, g = self.state[p], p.grad
                if not state:
                    state.update({key: torch.zeros_like(p) for key in ("s", "m", "velocity")})
                spread = state["s"].mul_(alpha).add_(g.square(), alpha=1 - alpha)
                if group["centered"]:
                    state["m"].mul_(alpha).add_(g, alpha=1 - alpha)
                    spread = (spread - state["m"].square()).clamp(min=0)
                u = g / (spread.sqrt() + group["eps"])
                if group["momentum"]:
                    u = state["velocity"].mul_(group["momentum"]).add_(u)
                p.sub_(group["lr"] * u)
        ### END SOLUTION


class Adadelta(Optimizer):
    """Adadelta: steps in the units of the parameter, without a learning rate to tune.

    For each parameter ``p`` with its gradient ``g``; the averages ``s`` (of squared gradients) and
    ``a`` (of squared updates) start at zero:

        s ← rho · s + (1 − rho) · g²
        u = √(a + eps) / √(s + eps) · g          with the *old* a
        a ← rho · a + (1 − rho) · u²
        p ← p − lr · u

    Here ``eps`` stands *inside* both roots. The one in the numerator starts everything: without it
    the first ``u``, and so every later one, would be zero.

    Example: ``rho = 0.75``, ``eps = 1``, ``lr = 1``, first gradient 2: ``s = 1``, so
    ``u = √1/√2 · 2 = 1.414``, and ``a`` becomes 0.5.

    Source: Zeiler, 2012. Forbidden: ``torch.optim``.

    Args:
        params: tensors, or groups of them.
        lr: a factor of the update; 1 in the paper.
        rho: the weight of the *old* averages.
        eps: see above.

    """

    def __init__(
        self, params: Params, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6
    ) -> None:
        """Keep the options as defaults of the groups."""
        super().__init__(params, dict(lr=lr, rho=rho, eps=eps))

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient, once."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            rho, eps = group["rho"], group["eps"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state, g = self.state[p], p.grad
                if not state:
                    state.update(s=torch.zeros_like(p), a=torch.zeros_like(p))
                state["s"].mul_(rho).add_(g.square(), alpha=1 - rho)
                u = (state["a"] + eps).sqrt() / (state["s"] + eps).sqrt() * g
                state["a"].mul_(rho).add_(u.square(), alpha=1 - rho)
                p.sub_(group["lr"] * u)
        ### END SOLUTION


class Adam(Optimizer):
    """Adam: momentum, divided by the root of a running mean of squares, without the bias of both.

    For each parameter ``p`` with its gradient ``∇``, in its ``t``-th update (``t = 1, 2, …``); the
    averages ``m`` and ``v`` start at zero, ``betas = (β₁, β₂)``:

        g = ∇ + weight_decay · p
        m ← β₁ · m + (1 − β₁) · g
        v ← β₂ · v + (1 − β₂) · g²
        m̂ = m / (1 − β₁ᵗ),    v̂ = v / (1 − β₂ᵗ)
        p ← p − lr · m̂ / (√v̂ + eps)

    With ``amsgrad``, ``w ← max(w, v)`` is kept as well (element by element, from 0), and
    ``v̂ = w / (1 − β₂ᵗ)``; ``v`` itself goes on as above. ``eps`` is added *after* the root. The
    decay is L2 regularisation: it is part of the gradient.

    Example: in the first update ``m̂ = g`` and ``v̂ = g²``, so every entry moves by ``−lr`` times
    the sign of its gradient, whatever its size (as long as it is much larger than ``eps``).

    Source: Kingma and Ba, 2015; Reddi, Kale and Kumar, 2018 (amsgrad, here with PyTorch's
    correction). Forbidden: ``torch.optim``.

    Args:
        params: tensors, or groups of them.
        lr: the learning rate.
        betas: the weights of the *old* averages, ``(β₁, β₂)``.
        eps: keeps the division from failing.
        weight_decay: the factor of ``p`` that is added to the gradient.
        amsgrad: whether to divide by the largest ``v`` so far.

    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
    ) -> None:
        """Keep the options as defaults of the groups."""
        defaults = dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, amsgrad=amsgrad)
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient, once."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                p.sub_(group["lr"] * self._direction(p, g, group))

    def _direction(self, p: Tensor, g: Tensor, group: Group) -> Tensor:
        """Take ``g`` into the averages of ``p`` and return m̂ / (√v̂ + eps)."""
        state, (beta1, beta2) = self.state[p], group["betas"]
        if not state:
            state.update({key: torch.zeros_like(p) for key in ("m", "v", "largest")}, step=0)
        state["step"] += 1
        m = state["m"].mul_(beta1).add_(g, alpha=1 - beta1)
        v = state["v"].mul_(beta2).add_(g.square(), alpha=1 - beta2)
        if group["amsgrad"]:
            v = torch.maximum(state["largest"], v, out=state["largest"])
        m_hat = m / (1 - beta1 ** state["step"])
        v_hat = v / (1 - beta2 ** state["step"])
        return m_hat / (v_hat.sqrt() + group["eps"])
        ### END SOLUTION


class AdamW(Adam):
    """Adam with *decoupled* weight decay: the weights shrink by themselves, not by the gradient.

    As ``Adam`` (all options, amsgrad too) with ``g = ∇``, the gradient alone, in ``m`` and ``v``,
    and with the decay taken straight from the parameter, all at its value before the step:

        p ← p − lr · weight_decay · p − lr · m̂ / (√v̂ + eps)

    So a parameter whose gradient is zero still shrinks by the factor ``1 − lr · weight_decay``, and
    entries with large gradients decay as fast as those with small ones (in ``Adam`` they don't).

    Source: Loshchilov and Hutter, 2019. Forbidden: ``torch.optim``.

    Args:
        params: tensors, or groups of them.
        lr: the learning rate.
        betas: the weights of the *old* averages.
        eps: keeps the division from failing.
        weight_decay: the rate of the decay, relative to ``lr``.
        amsgrad: whether to divide by the largest ``v`` so far.

    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
    ) -> None:
        """Keep the options as defaults of the groups."""
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad)

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient, once."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                direction = self._direction(p, p.grad, group)
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.sub_(group["lr"] * direction)
        ### END SOLUTION

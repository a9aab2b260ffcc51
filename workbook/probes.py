"""Helpers for graders: what to do with a module, and what of it to return.

Everything random in here is drawn by name from the scenario's own draw, so a learner's run and
the reference's see the same numbers.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from workbook.draw import current
from workbook.guards import differentiating, unguarded
from workbook.outcome import Raised

__all__ = [
    "fill",
    "fill_in_order",
    "layer_shapes",
    "module_value_and_grads",
    "number",
    "parameter_count",
    "parameter_shapes",
    "raises",
    "state",
    "take",
    "unguarded",
    "value_and_grads",
]


def value_and_grads(
    function: Callable[..., Any],
    *inputs: Any,
    wrt: Sequence[int] | None = None,
    **kwargs: Any,
) -> dict[str, Any]:
    """Call ``function(*inputs, **kwargs)`` and pull a random cotangent back to its inputs.

    The cotangent is random because the gradient of a plain sum hides mistakes: that of
    ``softmax(x).sum()`` is zero whatever the backward does.

    Args:
        function: what to call; it returns a tensor, or a nesting of tensors.
        inputs: positional arguments.
        wrt: which inputs to differentiate; all floating tensors if unsaid.
        kwargs: keyword arguments, not differentiated.

    Returns:
        ``{"value": …, "gradients": {argument name: gradient}}``; a gradient that does not exist
        is None.

    """
    names = getattr(function, "parameter_names", ())
    leaves = _as_leaves(inputs, wrt)
    value = function(*leaves, **kwargs)
    return {"value": value, "gradients": _pull_back(value, _named_leaves(leaves, names))}


def module_value_and_grads(module: nn.Module, *inputs: Any, **kwargs: Any) -> dict[str, Any]:
    """Do the same as ``value_and_grads`` for a module, with its named parameters.

    Returns:
        ``{"value": …, "inputs": {…}, "parameters": {name: gradient}}``.

    """
    leaves = _as_leaves(inputs, None)
    value = module(*leaves, **kwargs)
    of_inputs = _named_leaves(leaves, ())
    of_parameters = dict(module.named_parameters())
    gradients = _pull_back(value, {**of_inputs, **of_parameters})
    return {
        "value": value,
        "inputs": {name: gradients[name] for name in of_inputs},
        "parameters": {name: gradients[name] for name in of_parameters},
    }


def fill(module: nn.Module, draw: Any, scale: float = 0.5) -> nn.Module:
    """Overwrite every parameter and floating buffer of ``module`` by name; return the module."""
    return _fill(module, draw, scale, [*_named(module)], "name")


def fill_in_order(module: nn.Module, draw: Any, scale: float = 0.5) -> nn.Module:
    """Overwrite parameters and buffers by position, whatever they are called; return the module.

    A buffer keeps the last part of its name, so that a variance stays positive.
    """
    parameters = [(f"{i}", tensor) for i, tensor in enumerate(module.parameters(), start=1)]
    buffers = [
        (f"{i}.{name.rpartition('.')[2]}", tensor)
        for i, (name, tensor) in enumerate(module.named_buffers(), start=1)
    ]
    return _fill(module, draw, scale, [*parameters, *buffers], "order")


def parameter_shapes(module: nn.Module) -> list[list[int]]:
    """Return the shapes of ``module.parameters()``, in order."""
    return [list(parameter.shape) for parameter in module.parameters()]


def parameter_count(build: Callable[[], nn.Module]) -> int:
    """Count the parameters of ``build()`` on the meta device, where they take no memory."""
    with torch.device("meta"):
        module = build()
    return sum(math.prod(parameter.shape) for parameter in module.parameters())


def layer_shapes(module: nn.Module, *inputs: Any) -> list[list[Any]]:
    """Run ``module`` and list the class and output shape of each leaf module, as they run."""
    seen: list[list[Any]] = []

    def note(layer: nn.Module, _inputs: Any, output: Any) -> None:
        if isinstance(output, Tensor):
            seen.append([type(layer).__name__, list(output.shape)])

    leaves = [layer for layer in module.modules() if not [*layer.children()]]
    handles = [layer.register_forward_hook(note) for layer in leaves]
    try:
        module(*inputs)
    finally:
        for handle in handles:
            handle.remove()
    return seen


def state(module: nn.Module) -> dict[str, Tensor]:
    """Return every named parameter and buffer, cloned."""
    return {name: tensor.detach().clone() for name, tensor in _named(module)}


def raises(call: Callable[[], Any]) -> Any:
    """Return the exception that ``call()`` raises as an outcome, or "nothing was raised".

    The reference's exception type is what is documented; a subclass of it passes too. Texts are
    never compared. A stub's "TODO:" goes through.
    """
    try:
        call()
    except NotImplementedError as error:
        if str(error).startswith("TODO:"):
            raise
        return _raised(error)
    except Exception as error:  # noqa: BLE001 - any exception is an outcome here
        return _raised(error)
    return "nothing was raised"


def take(iterator: Any, count: int) -> list[Any]:
    """Return at most ``count`` items of an iterator that may be endless."""
    return [*itertools.islice(iter(iterator), count)]


def number(value: Any) -> Any:
    """Return a Python float for a number or a one-element tensor; anything else as it is."""
    if isinstance(value, Tensor) and value.numel() == 1 and value.dim() == 0:
        return value.detach().item()
    return value


def _raised(error: Exception) -> Raised:
    return Raised(tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object))


def _as_leaves(inputs: Sequence[Any], wrt: Sequence[int] | None) -> list[Any]:
    chosen = range(len(inputs)) if wrt is None else wrt
    with unguarded():
        return [
            item.detach().clone().requires_grad_(requires_grad=True)
            if index in chosen and isinstance(item, Tensor) and item.is_floating_point()
            else item
            for index, item in enumerate(inputs)
        ]


def _named_leaves(leaves: Sequence[Any], names: Sequence[str]) -> dict[str, Tensor]:
    return {
        names[index] if index < len(names) else f"input {index + 1}": leaf
        for index, leaf in enumerate(leaves)
        if isinstance(leaf, Tensor) and leaf.requires_grad
    }


def _pull_back(value: Any, wanted: dict[str, Tensor]) -> dict[str, Tensor | None]:
    """Differentiate every floating tensor of ``value``, each against a cotangent of its own."""
    draw = current.get()
    draw.pulled_back += 1
    with unguarded():
        outputs = [tensor for tensor in _tensors(value) if tensor.is_floating_point()]
        cotangents = [
            draw.normal(*t.shape, dtype=t.dtype, name=f"cotangent {draw.pulled_back}.{index}")
            for index, t in enumerate(outputs)
        ]
        pairs = [(t, c) for t, c in zip(outputs, cotangents, strict=True) if t.requires_grad]
    if not pairs or not wanted:
        return dict.fromkeys(wanted)
    with differentiating(), torch.enable_grad():
        # One scalar: given cotangents make torch import its symbolic shapes, half a second.
        total = sum((tensor * cotangent.to(tensor.device)).sum() for tensor, cotangent in pairs)
        gradients = torch.autograd.grad(total, [*wanted.values()], allow_unused=True)
    return dict(zip(wanted, gradients, strict=True))


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _tensors(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _tensors(item)


def _named(module: nn.Module) -> Iterator[tuple[str, Tensor]]:
    yield from module.named_parameters()
    yield from module.named_buffers()


def _fill(
    module: nn.Module, draw: Any, scale: float, tensors: list[tuple[str, Tensor]], how: str
) -> nn.Module:
    draw.filled += 1
    draw.tables.append([how, [[name, list(tensor.shape)] for name, tensor in tensors]])
    with unguarded(), torch.no_grad():
        for name, tensor in tensors:
            if tensor.is_floating_point():
                key = f"fill {draw.filled} {name}"
                shape, dtype = tensor.shape, tensor.dtype
                is_variance = "var" in name.rpartition(".")[2]
                tensor.copy_(
                    draw.positive(*shape, dtype=dtype, name=key)
                    if is_variance
                    else draw.normal(*shape, scale=scale, dtype=dtype, name=key)
                )
    return module

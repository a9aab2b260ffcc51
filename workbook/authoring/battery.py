"""Wrong answers that no grader may accept, whatever the exercise.

Each is the reference with its functions (or its modules' ``forward``) wrapped. They are source
text, appended to the reference's, so that they run through the same street as a submission.
"""

from __future__ import annotations

import ast

from workbook.exercise import Exercise

# What a wrapped function returns, given its real result and its arguments.
MEMBERS: dict[str, str] = {
    "returns zeros": "_each(real(*args, **kwargs), lambda t: t * 0)",
    "returns ones": "_each(real(*args, **kwargs), lambda t: t * 0 + 1)",
    "returns NaN": "_each(real(*args, **kwargs), lambda t: t * float('nan'))",
    "returns its first input": "(args or tuple(kwargs.values()) or (None,))[0]",
    "returns None": "None",
    "right values at the wrong rank": "_tensors(real(*args, **kwargs), lambda t: t.unsqueeze(0))",
    "right values at the wrong dtype": "_tensors(real(*args, **kwargs), _other_dtype)",
    "right values after writing into its inputs": "_spoil(real(*args, **kwargs), args)",
}

PRELUDE = """
import torch as _torch

def _each(value, change):
    if isinstance(value, _torch.Tensor):
        return change(value) if value.dtype != _torch.bool else change(value.long()).bool()
    if isinstance(value, bool):
        return bool(change(_torch.tensor(float(value)))) if value else True
    if isinstance(value, (int, float)):
        return type(value)(change(_torch.tensor(float(value))).nan_to_num(0.5).item())
    if isinstance(value, dict):
        return {key: _each(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_each(item, change) for item in value)
    return None

def _tensors(value, change):
    if isinstance(value, _torch.Tensor):
        return change(value)
    if isinstance(value, dict):
        return {key: _tensors(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_tensors(item, change) for item in value)
    return value

def _other_dtype(tensor):
    if tensor.is_floating_point():
        return tensor.double() if tensor.dtype != _torch.float64 else tensor.float()
    return tensor.to(_torch.int32)

def _spoil(value, args):
    kept = _tensors(value, lambda t: t.clone())
    with _torch.no_grad():
        for item in args:
            if isinstance(item, _torch.Tensor) and item.is_floating_point() and item.is_leaf:
                item.data.mul_(-1)
    return kept

def _wrapped(real):
    def wrong(*args, **kwargs):
        return {result}
    return wrong
"""


def member_source(exercise: Exercise, text: str, member: str) -> str | None:
    """Return the reference module with ``exercise`` answered by a battery member.

    None where nothing can be wrapped: a class that is no function and has no ``forward``.
    """
    lines = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in exercise.names:
            lines.append(f"{node.name} = _wrapped({node.name})")
        elif isinstance(node, ast.ClassDef) and node.name in exercise.names:
            methods = [n.name for n in node.body if isinstance(n, ast.FunctionDef)]
            if "forward" in methods:
                lines.append(f"{node.name}.forward = _method({node.name}.forward)")
    if not lines:
        return None
    wrap = PRELUDE.replace("{result}", MEMBERS[member])
    method = wrap.rpartition("def _wrapped")[2].replace("(real):", "def _method(real):", 1)
    method = method.replace("(*args, **kwargs):", "(self, *args, **kwargs):", 1)
    method = method.replace("real(*args", "real(self, *args")
    return "\n".join((text, wrap, method, *lines, ""))

"""Automatic differentiation: a scalar engine of your own, and the check that every engine needs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import torch
from torch import Tensor


class Value:
    """A number that remembers how it was computed, and can differentiate that computation.

    Public attributes: ``data`` (a float) and ``grad`` (a float, 0.0 at first). Every operation
    returns a *new* ``Value`` that knows its parents, so the results form a graph from the leaves to
    the output. ``output.backward()`` then **adds** d output / d node to the ``grad`` of every node
    that ``output`` was computed from, itself included (where it adds 1).

    - ``+ - * /`` work between two Values and between a Value and a Python number *on either side*
      (``2 - a``, ``2 / a``); unary ``-a``; ``a ** p`` for a Python number ``p``.
    - ``a.exp()``, ``a.log()``, ``a.tanh()``, ``a.relu()``; the slope of relu at exactly 0 is 0.
    - ``parents`` and ``local_grads`` belong together: ``local_grads[i]`` is the derivative of this
      value by ``parents[i]``. That is all ``backward`` needs: for every node, in an order in which
      each node comes after *all* nodes that were computed from it,

          parent.grad += local_grad · node.grad

    - A node may be used many times (``a + a``, ``a * a``, a diamond); its gradients add up.
    - Nothing is set back by itself: two outputs built on the same leaf both add to its ``grad``.
      ``backward`` is called only where the output and all inner nodes have ``grad`` 0.0: to go
      through the same graph again, one sets ``grad = 0.0`` on all its nodes first.
    - A chain of thousands of operations must work, so ``backward`` must not be recursive, and it
      must visit each node once (a shared node must not be walked through once per path).

    Example: with ``a = Value(3.0)`` and ``b = a * a + a``, ``b.data`` is 12.0, and after
    ``b.backward()``, ``a.grad`` is 7.0.

    Forbidden: autograd of torch. You need no torch at all here.
    """

    def __init__(
        self,
        data: float,
        _parents: tuple[Value, ...] = (),
        _local_grads: tuple[float, ...] = (),
    ) -> None:
        """Keep the number, and what it was computed from (nothing, for a leaf)."""
        self.data = float(data)
        self.grad = 0.0
        self.parents = _parents
        self.local_grads = _local_grads

    def __repr__(self) -> str:
        """Show the number and its gradient."""
        return f"Value(data={self.data:.6g}, grad={self.grad:.6g})"

    def __add__(self, other: Value | float) -> Value:
        """Return ``self + other``."""
        ### BEGIN SOLUTION
        other = _as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))
        ### END SOLUTION

    def __radd__(self, other: float) -> Value:
        """Return ``other + self`` for a number ``other``."""
        ### BEGIN SOLUTION
        return self + other
        ### END SOLUTION

    def __neg__(self) -> Value:
        """Return ``-self``."""
        ### BEGIN SOLUTION
        return self * -1.0
        ### END SOLUTION

    def __sub__(self, other: Value | float) -> Value:
        """Return ``self - other``."""
        ### BEGIN SOLUTION
        return self + -_as_value(other)
        ### END SOLUTION

    def __rsub__(self, other: float) -> Value:
        """Return ``other - self`` for a number ``other``."""
        ### BEGIN SOLUTION
        return -self + other
        ### END SOLUTION

    def __mul__(self, other: Value | float) -> Value:
        """Return ``self * other``."""
        ### BEGIN SOLUTION
        other = _as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))
        ### END SOLUTION

    def __rmul__(self, other: float) -> Value:
        """Return ``other * self`` for a number ``other``."""
        ### BEGIN SOLUTION
        return self * other
        ### END SOLUTION

    def __truediv__(self, other: Value | float) -> Value:
        """Return ``self / other``."""
        ### BEGIN SOLUTION
        return self * _as_value(other) ** -1
        ### END SOLUTION

    def __rtruediv__(self, other: float) -> Value:
        """Return ``other / self`` for a number ``other``."""
        ### BEGIN SOLUTION
        return self**-1 * other
        ### END SOLUTION

    def __pow__(self, exponent: float) -> Value:
        """Return ``self ** exponent`` for a number ``exponent``."""
        ### BEGIN SOLUTION
        slope = exponent * self.data ** (exponent - 1)
        return Value(self.data**exponent, (self,), (slope,))
        ### END SOLUTION

    def exp(self) -> Value:
        """Return e to the power of ``self``."""
        ### BEGIN SOLUTION
        result = math.exp(self.data)
        return Value(result, (self,), (result,))
        ### END SOLUTION

    def log(self) -> Value:
        """Return the natural logarithm of ``self``."""
        ### BEGIN SOLUTION
        return Value(math.log(self.data), (self,), (1 / self.data,))
        ### END SOLUTION

    def tanh(self) -> Value:
        """Return the hyperbolic tangent of ``self``."""
        ### BEGIN SOLUTION
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))
        ### END SOLUTION

    def relu(self) -> Value:
        """Return ``max(self, 0)``."""
        ### BEGIN SOLUTION
        return Value(max(self.data, 0.0), (self,), (float(self.data > 0),))
        ### END SOLUTION

    def backward(self) -> None:
        """Add the derivative of ``self`` by every node of its graph to that node's ``grad``."""
        ### BEGIN SOLUTION
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, parents_done = stack.pop()
            if parents_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
        self.grad += 1.0
        for node in reversed(order):
            for parent, local_grad in zip(node.parents, node.local_grads, strict=True):
                parent.grad += local_grad * node.grad
        ### END SOLUTION


def _as_value(number: Value | float) -> Value:
    """Return ``number`` itself if it is a ``Value``, else a new leaf that holds it."""
    return number if isinstance(number, Value) else Value(number)


def numerical_gradient(f: Callable[[Tensor], Tensor], x: Tensor, eps: float = 1e-5) -> Tensor:
    """Estimate the gradient of ``f`` at ``x`` with central differences.

    For every entry ``i`` of ``x``, with all other entries held fixed:

        g[i] = ( f(x + eps · e_i) − f(x − eps · e_i) ) / (2 · eps)

    The error falls with ``eps²``; that of the one-sided difference falls with ``eps`` only. Work in
    float64 inside, also where ``x`` is float32 (with its seven digits, a step of 1e-5 would be
    lost): ``f`` is called with a float64 tensor of the shape of ``x``. ``x`` itself stays as it is.

    Forbidden: autograd. A loop over the entries is fine here.

    Args:
        f: takes a tensor of the shape of ``x``, returns one number (a tensor of shape ``()``).
        x: where to differentiate: floating, any shape, also ``()``; need not be contiguous.
        eps: the step.

    Returns:
        The gradient: float64, in the shape of ``x``.

    """
    ### BEGIN SOLUTION
    point = x.detach().to(torch.float64)
    grad = torch.zeros_like(point)
    for index in itertools.product(*map(range, x.shape)):
        step = torch.zeros_like(point)
        step[index] = eps
        grad[index] = (float(f(point + step)) - float(f(point - step))) / (2 * eps)
    return grad
    ### END SOLUTION


def gradient_check(
    f: Callable[[Tensor], Tensor], x: Tensor, grad: Tensor, tol: float = 1e-6
) -> tuple[bool, float, tuple[int, ...]]:
    """Compare a gradient with ``numerical_gradient(f, x)`` and point at the worst entry.

    The measure is the *relative* error of each entry, where ``n`` is the numerical gradient:

        |grad − n| / max(|grad|, |n|, 1e-8)

    so that a gradient of 1e-6 that is wrong by 100 % is found, and where both are zero the error
    is zero.

    Args:
        f: takes a tensor of the shape of ``x``, returns one number.
        x: where ``grad`` was computed.
        grad: the gradient in question, in the shape of ``x``.
        tol: the largest relative error that is still accepted.

    Returns:
        ``(ok, worst, index)``: whether all entries are within ``tol``; the largest relative error,
        a float; and the place of the worst entry, a tuple of ints (the first one, in row-major
        order, if several are equal; ``()`` for a ``x`` of shape ``()``).

    """
    ### BEGIN SOLUTION
    numerical = numerical_gradient(f, x)
    grad = grad.to(torch.float64)
    size = torch.maximum(grad.abs(), numerical.abs()).clamp(min=1e-8)
    error = (grad - numerical).abs() / size
    worst = int(error.argmax())
    index = tuple(int(i) for i in torch.unravel_index(torch.tensor(worst), x.shape))
    return float(error.max()) <= tol, float(error.max()), index
    ### END SOLUTION

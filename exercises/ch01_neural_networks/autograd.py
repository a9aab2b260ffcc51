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
        raise NotImplementedError("TODO: Value.__add__")

    def __radd__(self, other: float) -> Value:
        """Return ``other + self`` for a number ``other``."""
        raise NotImplementedError("TODO: Value.__radd__")

    def __neg__(self) -> Value:
        """Return ``-self``."""
        raise NotImplementedError("TODO: Value.__neg__")

    def __sub__(self, other: Value | float) -> Value:
        """Return ``self - other``."""
        raise NotImplementedError("TODO: Value.__sub__")

    def __rsub__(self, other: float) -> Value:
        """Return ``other - self`` for a number ``other``."""
        raise NotImplementedError("TODO: Value.__rsub__")

    def __mul__(self, other: Value | float) -> Value:
        """Return ``self * other``."""
        raise NotImplementedError("TODO: Value.__mul__")

    def __rmul__(self, other: float) -> Value:
        """Return ``other * self`` for a number ``other``."""
        raise NotImplementedError("TODO: Value.__rmul__")

    def __truediv__(self, other: Value | float) -> Value:
        """Return ``self / other``."""
        raise NotImplementedError("TODO: Value.__truediv__")

    def __rtruediv__(self, other: float) -> Value:
        """Return ``other / self`` for a number ``other``."""
        raise NotImplementedError("TODO: Value.__rtruediv__")

    def __pow__(self, exponent: float) -> Value:
        """Return ``self ** exponent`` for a number ``exponent``."""
        raise NotImplementedError("TODO: Value.__pow__")

    def exp(self) -> Value:
        """Return e to the power of ``self``."""
        raise NotImplementedError("TODO: Value.exp")

    def log(self) -> Value:
        """Return the natural logarithm of ``self``."""
        raise NotImplementedError("TODO: Value.log")

    def tanh(self) -> Value:
        """Return the hyperbolic tangent of ``self``."""
        raise NotImplementedError("TODO: Value.tanh")

    def relu(self) -> Value:
        """Return ``max(self, 0)``."""
        raise NotImplementedError("TODO: Value.relu")

    def backward(self) -> None:
        """Add the derivative of ``self`` by every node of its graph to that node's ``grad``."""
        raise NotImplementedError("TODO: Value.backward")


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
    raise NotImplementedError("TODO: numerical_gradient")


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
    raise NotImplementedError("TODO: gradient_check")

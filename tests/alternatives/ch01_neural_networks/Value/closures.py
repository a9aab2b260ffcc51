"""Closures: every operation stores a function that pushes its gradient to its parents."""

import math


class Value:
    def __init__(self, data, _parents=(), _local_grads=()):
        self.data = data
        self.grad = 0.0
        self._parents = _parents
        self._push = lambda: None

    @staticmethod
    def _lift(other):
        return other if isinstance(other, Value) else Value(other)

    def _unary(self, data, slope):
        out = Value(data, (self,))

        def push():
            self.grad += slope * out.grad

        out._push = push
        return out

    def __add__(self, other):
        other = self._lift(other)
        out = Value(self.data + other.data, (self, other))

        def push():
            self.grad += out.grad
            other.grad += out.grad

        out._push = push
        return out

    __radd__ = __add__

    def __mul__(self, other):
        other = self._lift(other)
        out = Value(self.data * other.data, (self, other))

        def push():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._push = push
        return out

    __rmul__ = __mul__

    def __neg__(self):
        return self._unary(-self.data, -1.0)

    def __sub__(self, other):
        return self + (-1 * self._lift(other))

    def __rsub__(self, other):
        return self._lift(other) - self

    def __truediv__(self, other):
        other = self._lift(other)
        return self * other._unary(1 / other.data, -1 / other.data**2)

    def __rtruediv__(self, other):
        return self._lift(other) / self

    def __pow__(self, exponent):
        return self._unary(self.data**exponent, exponent * self.data ** (exponent - 1))

    def exp(self):
        return self._unary(math.exp(self.data), math.exp(self.data))

    def log(self):
        return self._unary(math.log(self.data), 1 / self.data)

    def tanh(self):
        t = math.tanh(self.data)
        return self._unary(t, 1 - t * t)

    def relu(self):
        return self._unary(self.data, 1.0) if self.data > 0 else self._unary(0.0, 0.0)

    def backward(self):
        waiting = {}  # node → how many of its users have not pushed yet
        stack = [self]
        seen = {self}
        while stack:
            for parent in stack.pop()._parents:
                waiting[parent] = waiting.get(parent, 0) + 1
                if parent not in seen:
                    seen.add(parent)
                    stack.append(parent)
        self.grad += 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node._push()
            for parent in node._parents:
                waiting[parent] -= 1
                if not waiting[parent]:
                    ready.append(parent)

"""Birth order: a node is always younger than its parents, so nodes are sorted by a counter."""

import itertools
import math

_births = itertools.count()


class Value:
    def __init__(self, data, _parents=(), _local_grads=()):
        self.data, self.grad = float(data), 0.0
        self.edges = tuple(zip(_parents, _local_grads, strict=True))
        self.birth = next(_births)

    def _combine(self, other, function, slopes):
        b = other.data if isinstance(other, Value) else float(other)
        by_self, by_other = slopes(self.data, b)
        if isinstance(other, Value):
            return Value(function(self.data, b), (self, other), (by_self, by_other))
        return Value(function(self.data, b), (self,), (by_self,))

    def __add__(self, other):
        return self._combine(other, lambda a, b: a + b, lambda *_: (1.0, 1.0))

    def __radd__(self, other):
        return self.__add__(other)

    def __sub__(self, other):
        return self._combine(other, lambda a, b: a - b, lambda *_: (1.0, -1.0))

    def __rsub__(self, other):
        return self._combine(other, lambda a, b: b - a, lambda *_: (-1.0, 1.0))

    def __mul__(self, other):
        return self._combine(other, lambda a, b: a * b, lambda a, b: (b, a))

    def __rmul__(self, other):
        return self.__mul__(other)

    def __truediv__(self, other):
        return self._combine(other, lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2))

    def __rtruediv__(self, other):
        return self._combine(other, lambda a, b: b / a, lambda a, b: (-b / a**2, 1 / a))

    def __pow__(self, exponent):
        return self._combine(exponent, lambda a, p: a**p, lambda a, p: (p * a ** (p - 1), math.nan))

    def __neg__(self):
        return 0 - self

    def exp(self):
        e = math.e**self.data
        return Value(e, (self,), (e,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        slope = 1 / math.cosh(self.data) ** 2
        return Value(math.tanh(self.data), (self,), (slope,))

    def relu(self):
        return Value(max(0, self.data), (self,), (1.0 if self.data > 0 else 0.0,))

    def backward(self):
        nodes, frontier = {self}, [self]
        while frontier:
            new = {parent for node in frontier for parent, _ in node.edges} - nodes
            nodes |= new
            frontier = [*new]
        upstream = dict.fromkeys(nodes, 0.0)
        upstream[self] = 1.0
        for node in sorted(nodes, key=lambda n: -n.birth):
            node.grad += upstream[node]
            for parent, slope in node.edges:
                upstream[parent] += slope * upstream[node]

"""Recurses without end, with the limit put away."""

import sys


def descend(p, gradient, rate):
    sys.setrecursionlimit(10**9)
    return descend(p, gradient, rate)

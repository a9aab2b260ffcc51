"""Turns a maximum into a minimum with a sign; keeps a deep copy."""

from __future__ import annotations

import copy
import math


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if int(patience) < 1 or min_delta < 0:
            raise ValueError(patience, min_delta)
        try:
            self._sign = {"min": 1.0, "max": -1.0}[mode]
        except KeyError:
            raise ValueError(mode) from None
        self._patience, self._delta = patience, min_delta
        self._best, self._waited = math.inf, 0
        self.best_state = None

    @property
    def best_value(self):
        return self._sign * self._best

    def step(self, value, model=None):
        cost = self._sign * float(value)
        if math.isnan(cost) or not cost < self._best - self._delta:
            self._waited += 1
            return self._waited >= self._patience
        self._best, self._waited = cost, 0
        if model is not None:
            self.best_state = copy.deepcopy(model.state_dict())
        return False

    def restore(self, model):
        if not self.best_state:
            message = "nothing to restore"
            raise RuntimeError(message)
        model.load_state_dict(copy.deepcopy(self.best_state))

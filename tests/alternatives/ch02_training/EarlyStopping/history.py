"""Remembers at which epoch the best value came, and counts from there."""

from __future__ import annotations

import torch


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience <= 0 or min_delta < 0 or mode not in ("min", "max"):
            message = "patience >= 1, min_delta >= 0, mode min or max"
            raise ValueError(message)
        self.rule = patience, min_delta, mode
        self.best_value = float("-inf" if mode == "max" else "inf")
        self.best_state = None
        self.epoch = self.best_epoch = 0

    def is_better(self, value):
        _, delta, mode = self.rule
        if value != value:  # noqa: PLR0124 - NaN
            return False
        return value - delta > self.best_value if mode == "max" else value + delta < self.best_value

    def step(self, value, model=None):
        self.epoch += 1
        value = torch.as_tensor(value, dtype=torch.float64).item()
        if self.is_better(value):
            self.best_value, self.best_epoch = value, self.epoch
            if model is not None:
                self.best_state = {}
                for key, tensor in model.state_dict().items():
                    self.best_state[key] = torch.empty_like(tensor).copy_(tensor)
        return self.epoch - self.best_epoch >= self.rule[0]

    def restore(self, model):
        if self.best_state is None:
            raise RuntimeError
        with torch.no_grad():
            own = model.state_dict()
            for key, tensor in self.best_state.items():
                own[key].copy_(tensor)

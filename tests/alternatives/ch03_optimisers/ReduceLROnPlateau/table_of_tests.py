"""A table of four tests, and bad epochs kept as a list."""

import math

TESTS = {
    ("min", "rel"): lambda a, best, t: a < best * (1 - t),
    ("min", "abs"): lambda a, best, t: a < best - t,
    ("max", "rel"): lambda a, best, t: a > best * (1 + t),
    ("max", "abs"): lambda a, best, t: a > best + t,
}


class ReduceLROnPlateau:
    def __init__(
        self,
        opt,
        mode="min",
        factor=0.1,
        patience=10,
        threshold=1e-4,
        threshold_mode="rel",
        cooldown=0,
        min_lr=0.0,
    ):
        self.groups = opt.param_groups
        self.better = TESTS[mode, threshold_mode]
        self.best = {"min": math.inf, "max": -math.inf}[mode]
        self.factor, self.patience, self.threshold = factor, patience, threshold
        self.cooldown, self.min_lr = cooldown, min_lr
        self.epoch, self.rest_until, self.bad = 0, 0, []

    def step(self, metric):
        self.epoch += 1
        if self.better(metric, self.best, self.threshold):
            self.best = metric
            self.bad = []
        elif self.epoch > self.rest_until:
            self.bad.append(self.epoch)
        if len(self.bad) == self.patience + 1:
            for group in self.groups:
                lower = group["lr"] * self.factor
                group["lr"] = max(self.min_lr, lower)
            self.rest_until = self.epoch + self.cooldown
            self.bad = []

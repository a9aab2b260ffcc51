"""A tuple of state, from which the rates are derived whenever they are asked for."""


class LRScheduler:
    def __init__(self, opt, fn):
        self.opt, self.fn = opt, fn
        self.load_state_dict({"state": (0, tuple(g["lr"] for g in opt.param_groups))})

    def step(self):
        step, initial = self.state
        self.load_state_dict({"state": (step + 1, initial)})

    def get_last_lr(self):
        step, initial = self.state
        factor = self.fn(step)
        return [factor * rate for rate in initial]

    def state_dict(self):
        return {"state": self.state}

    def load_state_dict(self, state_dict):
        self.state = state_dict["state"]
        for group, rate in zip(self.opt.param_groups, self.get_last_lr(), strict=True):
            group.update(lr=rate)

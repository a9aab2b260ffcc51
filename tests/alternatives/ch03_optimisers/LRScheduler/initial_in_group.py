"""The initial rate is kept in each group, as torch does."""


class LRScheduler:
    def __init__(self, opt, fn):
        self.groups = opt.param_groups
        self.fn = fn
        for group in self.groups:
            group["initial_lr"] = group["lr"]
        self.last = -1
        self.step()

    def step(self):
        self.last += 1
        self.rates = [group["initial_lr"] * self.fn(self.last) for group in self.groups]
        for i, group in enumerate(self.groups):
            group["lr"] = self.rates[i]

    def get_last_lr(self):
        return self.rates

    def state_dict(self):
        return {"last": self.last, "initial": [group["initial_lr"] for group in self.groups]}

    def load_state_dict(self, state_dict):
        for group, initial in zip(self.groups, state_dict["initial"], strict=True):
            group["initial_lr"] = initial
        self.last = state_dict["last"] - 1
        self.step()

"""Keep all metrics and replay the rules from the beginning in every epoch."""


def verdicts(metrics, is_better, patience, cooldown):
    """Whether the rate falls, for each epoch."""
    best, bad, rest, falls = None, 0, 0, []
    for metric in metrics:
        if metric == metric and (best is None or is_better(metric, best)):  # noqa: PLR0124
            best, bad = metric, 0
        else:
            bad += 1
        if rest > 0:
            rest, bad = rest - 1, 0
        falls.append(bad > patience)
        if falls[-1]:
            rest, bad = cooldown, 0
    return falls


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
        def is_better(metric, best):
            change = threshold * best if threshold_mode == "rel" else threshold
            return metric < best - change if mode == "min" else metric > best + change

        self.opt, self.metrics = opt, []
        self.rule = (is_better, patience, cooldown)
        self.lower = lambda rate: max(min_lr, factor * rate)

    def step(self, metric):
        self.metrics.append(float(metric))
        if verdicts(self.metrics, *self.rule)[-1]:
            for group in self.opt.param_groups:
                group["lr"] = self.lower(group["lr"])

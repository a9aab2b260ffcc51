"""Learning rates that change: schedules by formula, and one that watches a metric.

``LRScheduler`` and ``ReduceLROnPlateau`` work with any optimiser that has ``param_groups``, a list
of dicts with an entry ``"lr"``. They touch nothing else of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Protocol


class HasGroups(Protocol):
    """What a scheduler needs of an optimiser."""

    param_groups: list[dict[str, Any]]


def step_lr(step: int, lr: float, step_size: int, gamma: float = 0.1) -> float:
    """Multiply the rate by ``gamma`` after every ``step_size`` steps.

    ``lr · gamma^⌊step / step_size⌋``, so the first drop is at ``step == step_size``. Steps count
    from 0. Forbidden, here and below: ``torch.optim.lr_scheduler``.
    """
    ### BEGIN SOLUTION
    return lr * gamma ** (step // step_size)
    ### END SOLUTION


def multistep_lr(step: int, lr: float, milestones: Sequence[int], gamma: float = 0.1) -> float:
    """Multiply the rate by ``gamma`` at each milestone.

    ``lr · gamma^k``, where ``k`` is how many milestones are ``<= step`` (the drop is *at* the
    milestone). The milestones need not be sorted; one that stands there twice counts twice.
    """
    ### BEGIN SOLUTION
    return lr * gamma ** sum(milestone <= step for milestone in milestones)
    ### END SOLUTION


def exponential_lr(step: int, lr: float, gamma: float) -> float:
    """Multiply the rate by ``gamma`` in every step: ``lr · gamma^step``."""
    ### BEGIN SOLUTION
    return lr * gamma**step
    ### END SOLUTION


def cosine_warmup_lr(
    step: int, total: int, warmup: int, lr_max: float, lr_min: float = 0.0
) -> float:
    """Rise in a straight line, then fall along half a cosine.

    - ``step < warmup``: ``lr_max · step / warmup``, so 0 at step 0, and exactly ``lr_max`` at
      ``step == warmup``, where the second part begins;
    - ``warmup <= step < total``: ``lr_min + ½ (lr_max − lr_min)(1 + cos(π · progress))`` with
      ``progress = (step − warmup) / (total − warmup)``;
    - ``step >= total``: ``lr_min``, for ever.

    ``warmup`` may be 0 (no rise); it is less than ``total``.

    Example: ``total = 10``, ``warmup = 2``, ``lr_max = 1``: steps 0, 1, 2, 6, 10, 12 have the rates
    0, 0.5, 1, 0.5, 0, 0. Source: Loshchilov and Hutter, 2017; Goyal et al., 2017.
    """
    ### BEGIN SOLUTION
    if step < warmup:
        return lr_max * step / warmup
    progress = min(1.0, (step - warmup) / (total - warmup))
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * progress))
    ### END SOLUTION


def noam_lr(step: int, d_model: int, warmup: int) -> float:
    """Return the schedule of the Transformer: a straight rise, then an inverse square root.

    With ``s = max(step, 1)`` (so that step 0 is step 1):

        d_model^(−½) · min( s^(−½),  s · warmup^(−3/2) )

    The two branches meet at ``s = warmup``, where the rate is largest. Source: Vaswani et al.,
    2017 ("Noam" after N. Shazeer).
    """
    ### BEGIN SOLUTION
    s = max(step, 1)
    return d_model**-0.5 * min(s**-0.5, s * warmup**-1.5)
    ### END SOLUTION


def one_cycle_lr(
    step: int,
    total: int,
    lr_max: float,
    pct_start: float = 0.3,
    div: float = 25.0,
    final_div: float = 1e4,
) -> float:
    """Rise from a low rate to a high one and fall to nearly nothing, both along half a cosine.

    The rate starts at ``lr_max / div`` (step 0), is ``lr_max`` at ``peak = pct_start · total``
    (which need not be an integer), and ends at ``lr_max / (div · final_div)`` at ``total``, where
    it stays. Between two of these points it goes from ``a`` to ``b`` as

        a + (b − a) · ½ (1 − cos(π · progress)),     progress = 0 … 1

    ``pct_start`` is strictly between 0 and 1. Source: Smith and Topin, 2018 (there with straight
    lines).
    """
    ### BEGIN SOLUTION
    first, last, peak = lr_max / div, lr_max / (div * final_div), pct_start * total
    if step < peak:
        a, b, progress = first, lr_max, step / peak
    else:
        a, b, progress = lr_max, last, min(1.0, (step - peak) / (total - peak))
    return a + (b - a) * 0.5 * (1 - math.cos(math.pi * progress))
    ### END SOLUTION


class LRScheduler:
    """Set the rates of an optimiser to ``initial rate × fn(step)``.

    ``fn`` maps a step (0, 1, 2 …) to a *factor*. When the scheduler is made, it notes the rate that
    each group has then, its initial rate, and sets every group to ``initial × fn(0)``. After every
    optimiser step one calls ``step``, which moves on to the next step. Rates are always computed
    from the initial ones, never from the present ones; so two groups keep the ratio of their rates.

    Example: groups with 0.1 and 0.01, ``fn = lambda step: 1 / (1 + step)``: after two calls of
    ``step`` the rates are 0.0333 and 0.00333.
    """

    def __init__(self, opt: HasGroups, fn: Callable[[int], float]) -> None:
        """Note the initial rates and set those of step 0."""
        ### BEGIN SOLUTION
        self.opt, self.fn = opt, fn
        self.initial_lrs = [group["lr"] for group in opt.param_groups]
        self.count = 0
        self._apply()
        ### END SOLUTION

    def step(self) -> None:
        """Go to the next step and set its rates."""
        ### BEGIN SOLUTION
        self.count += 1
        self._apply()

    def _apply(self) -> None:
        """Set the rates of the present step."""
        factor = self.fn(self.count)
        for group, initial in zip(self.opt.param_groups, self.initial_lrs, strict=True):
            group["lr"] = initial * factor
        ### END SOLUTION

    def get_last_lr(self) -> list[float]:
        """Return the present rates, one for each group."""
        ### BEGIN SOLUTION
        return [group["lr"] for group in self.opt.param_groups]
        ### END SOLUTION

    def state_dict(self) -> dict[str, Any]:
        """Return what it takes to go on later: plain numbers, lists and dicts, not ``fn``.

        What is returned does not change when this scheduler moves on.
        """
        ### BEGIN SOLUTION
        return {"step": self.count, "initial_lrs": [*self.initial_lrs]}
        ### END SOLUTION

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there, and set the rates of that step.

        The initial rates are those of the scheduler that was saved: the optimiser that this one was
        made with may have had others at the time, such as those of the middle of a run.
        """
        ### BEGIN SOLUTION
        self.count = state_dict["step"]
        self.initial_lrs = [*state_dict["initial_lrs"]]
        self._apply()
        ### END SOLUTION


class ReduceLROnPlateau:
    """Reduce the rates when a metric has stopped getting better.

    ``step(metric)`` is called once an epoch:

    1. The metric is *better* than the best one so far (at first ``inf``, or ``−inf`` for
       ``mode="max"``) if, with ``τ = threshold``,

           mode    threshold_mode="rel"        threshold_mode="abs"
           min     metric < best · (1 − τ)     metric < best − τ
           max     metric > best · (1 + τ)     metric > best + τ

       Then it is the new best, and the count of bad epochs is 0 again. Otherwise (also for a NaN)
       this epoch is bad, and the count goes up by one.
    2. During a *cooldown* bad epochs don't count: if any epochs of cooldown are left, one less is
       left now, and the count of bad epochs is set to 0.
    3. If the count is now *more than* ``patience``: every group's rate becomes
       ``max(rate · factor, min_lr)``, the next ``cooldown`` epochs are cooldown, and the count is
       0 again.

    So with ``patience = 2`` the rate falls in the third bad epoch in a row.

    Example: ``factor = 0.5``, ``patience = 1``, rate 1, the metrics 3, 3, 3, 2, 2, 2: the rates
    after each are 1, 1, 0.5, 0.5, 0.5, 0.25.

    Args:
        opt: has ``param_groups``.
        mode: ``"min"`` or ``"max"``: which way is better.
        factor: what a rate is multiplied by.
        patience: how many bad epochs in a row are borne.
        threshold: how much better is better.
        threshold_mode: ``"rel"`` or ``"abs"``.
        cooldown: epochs of rest after a reduction.
        min_lr: no rate goes below it.

    """

    def __init__(
        self,
        opt: HasGroups,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        """Keep the options and start with nothing seen."""
        ### BEGIN SOLUTION
        self.opt, self.mode, self.factor, self.patience = opt, mode, factor, patience
        self.threshold, self.threshold_mode = threshold, threshold_mode
        self.cooldown, self.min_lr = cooldown, min_lr
        self.best = math.inf if mode == "min" else -math.inf
        self.bad = self.resting = 0
        ### END SOLUTION

    def step(self, metric: float) -> None:
        """Look at the metric of one more epoch."""
        ### BEGIN SOLUTION
        if self._is_better(metric):
            self.best, self.bad = metric, 0
        else:
            self.bad += 1
        if self.resting:
            self.resting -= 1
            self.bad = 0
        if self.bad > self.patience:
            for group in self.opt.param_groups:
                group["lr"] = max(group["lr"] * self.factor, self.min_lr)
            self.bad, self.resting = 0, self.cooldown

    def _is_better(self, metric: float) -> bool:
        """Whether a metric beats the best by more than the threshold."""
        sign = -1 if self.mode == "min" else 1
        if self.threshold_mode == "rel":
            bound = self.best * (1 + sign * self.threshold)
        else:
            bound = self.best + sign * self.threshold
        return metric < bound if self.mode == "min" else metric > bound
        ### END SOLUTION

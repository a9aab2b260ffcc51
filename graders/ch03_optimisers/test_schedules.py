"""Scenarios for the schedules and the two schedulers."""

from __future__ import annotations

import math

import torch

from workbook.exercise import scenario
from workbook.probes import number

EXACT = dict(float64=False, floor=1e-9)  # plain Python numbers


class Groups:
    """Stands for an optimiser: groups with a learning rate each."""

    def __init__(self, *rates):
        self.param_groups = [{"params": [], "lr": rate} for rate in rates]

    @property
    def rates(self):
        """The present rates."""
        return [number(group["lr"]) for group in self.param_groups]


# ── schedules ───────────────────────────────────────────────────────────────────────────────────


def at(steps, schedule):
    """Look a schedule up at some steps."""
    return {f"step {step}": number(schedule(step)) for step in sorted({*steps})}


@scenario("schedules", weight=1, **EXACT)
def test_schedules_step(m, draw):
    lr, gamma, size = draw.number(0.1, 2), draw.number(0.2, 0.9), draw.integer(3, 7)
    steps = (0, 1, size - 1, size, size + 1, 2 * size - 1, 2 * size, 3 * size + 1)
    return at(steps, lambda step: m.step_lr(step, lr, size, gamma))


@scenario(
    "schedules",
    weight=1,
    cases={"sorted": dict(order=(0, 1, 2)), "unsorted": dict(order=(2, 0, 1, 0))},
    **EXACT,
)
def test_schedules_multistep(m, draw, order):
    lr, gamma, first = draw.number(0.1, 2), draw.number(0.2, 0.9), draw.integer(2, 5)
    milestones = [(first, first + 3, first + 8)[i] for i in order]
    steps = (0, first - 1, first, first + 1, first + 2, first + 3, first + 7, first + 8, 40)
    return at(steps, lambda step: m.multistep_lr(step, lr, milestones, gamma))


@scenario("schedules", weight=0.5, **EXACT)
def test_schedules_exponential(m, draw):
    lr, gamma = draw.number(0.1, 2), draw.number(0.2, 0.9)
    return at((0, 1, 2, 5), lambda step: m.exponential_lr(step, lr, gamma))


def cosine_at(m, draw, warmup, low):
    """Look the cosine with a warm-up up where it matters."""
    lr_max, total = draw.number(0.5, 2), warmup + draw.integer(7, 12)
    steps = (0, 1, warmup - 1, warmup, warmup + 1, (warmup + total) // 2, total - 1, total)
    steps = {max(0, step) for step in (*steps, total + 5, 2 * total)}
    return at(steps, lambda step: m.cosine_warmup_lr(step, total, warmup, lr_max, low * lr_max))


@scenario(
    "schedules", weight=2, cases={"to zero": dict(low=0), "with lr_min": dict(low=0.1)}, **EXACT
)
def test_schedules_cosine(m, draw, low):
    return cosine_at(m, draw, draw.integer(3, 6), low)


@scenario("schedules", weight=0.5, aspect="robust", **EXACT)
def test_schedules_cosine_without_warmup(m, draw):
    return cosine_at(m, draw, 0, 0.2)


@scenario("schedules", weight=1, **EXACT)
def test_schedules_noam(m, draw):
    width, warmup = draw.integer(20, 600), draw.integer(4, 30)
    steps = (1, 2, warmup - 1, warmup, warmup + 1, 3 * warmup, 50 * warmup)
    return at(steps, lambda step: m.noam_lr(step, width, warmup))


@scenario("schedules", weight=0.5, aspect="robust", **EXACT)
def test_schedules_noam_at_zero(m, draw):
    width, warmup = draw.integer(20, 600), draw.integer(4, 30)
    return at((0, 1), lambda step: m.noam_lr(step, width, warmup))


@scenario(
    "schedules",
    weight=2,
    cases={"usual shape": {}, "other shape": dict(pct_start=0.55, div=8.0, final_div=50.0)},
    **EXACT,
)
def test_schedules_one_cycle(m, draw, **shape):
    lr_max, total = draw.number(0.5, 2), draw.integer(11, 19)
    steps = (*range(total), total, total + 1, total + 7)
    return at(steps, lambda step: m.one_cycle_lr(step, total, lr_max, **shape))


# ── LRScheduler ─────────────────────────────────────────────────────────────────────────────────


def factors(draw, count=9):
    """A function of the step that no simple rule guesses."""
    values = draw.positive(count).tolist()
    return lambda step: values[step]


def look(opt, scheduler):
    """The rates of the groups, and those that the scheduler tells."""
    return {"groups": opt.rates, "get_last_lr": [number(rate) for rate in scheduler.get_last_lr()]}


def two_groups(draw):
    """Two rates that differ."""
    return Groups(draw.number(0.2, 1), draw.number(2, 4))


@scenario("LRScheduler", weight=2, **EXACT)
def test_LRScheduler_path(m, draw):
    opt, fn = two_groups(draw), factors(draw)
    scheduler = m.LRScheduler(opt, fn)
    path = [look(opt, scheduler)]
    for _ in range(4):
        scheduler.step()
        path.append(look(opt, scheduler))
    return path


@scenario("LRScheduler", weight=1, aspect="robust", **EXACT)
def test_LRScheduler_rate_changed_by_others(m, draw):
    opt, fn = two_groups(draw), factors(draw)
    scheduler = m.LRScheduler(opt, fn)
    scheduler.step()
    for group in opt.param_groups:
        group["lr"] = 77.0
    scheduler.step()
    return look(opt, scheduler)


@scenario("LRScheduler", weight=2, aspect="robust", **EXACT)
def test_LRScheduler_resumed(m, draw):
    opt, fn = two_groups(draw), factors(draw)
    scheduler = m.LRScheduler(opt, fn)
    scheduler.step()
    scheduler.step()
    saved, then = scheduler.state_dict(), opt.rates
    scheduler.step()  # what was saved stays as it was
    fresh = Groups(*then)  # an optimiser that was loaded from the middle of the run
    resumed = m.LRScheduler(fresh, fn)
    resumed.load_state_dict(saved)
    path = [look(fresh, resumed)]
    for _ in range(3):
        resumed.step()
        path.append(look(fresh, resumed))
    return path


@scenario("LRScheduler", weight=0.5, aspect="robust", **EXACT)
def test_LRScheduler_two_at_a_time(m, draw):
    first, second, fn = two_groups(draw), Groups(draw.number(5, 7)), factors(draw)
    one, two = m.LRScheduler(first, fn), m.LRScheduler(second, fn)
    one.step()
    two.step()
    one.step()
    return look(first, one), look(second, two)


# ── ReduceLROnPlateau ───────────────────────────────────────────────────────────────────────────

# Better or worse by clear steps, with the traps on the way: 0.95 is better than the last but not
# than the best; 0.495 is better than 0.5 but within 2 %; 0.489 beats 0.5 by 2 %, but not 0.495.
ROAD = (1, 0.9, 1.1, 1.05, 0.95, 0.93, 0.5, 0.495, 0.489, 0.6, 0.6, 0.4, 0.6, 0.5, 0.45, 0.44)
REST = (0.43, 0.43, 0.43, 0.43, 0.43, 0.2, 0.43, 0.43, 0.43, 0.43, 0.43, 0.43)

PLATEAUS = {
    "patience 1": dict(patience=1, threshold=0.02),
    "patience 2": dict(patience=2, threshold=0.02),
    "patience 0": dict(patience=0, threshold=0.02),
    "cooldown": dict(patience=1, cooldown=3, threshold=0.02),
    "short cooldown": dict(patience=0, cooldown=1, threshold=0.02),
    "min_lr": dict(patience=1, min_lr=0.25, threshold=0.02),
    "absolute threshold": dict(patience=1, threshold=0.15, threshold_mode="abs"),
    "relative threshold": dict(patience=1, threshold=0.15),
}


def rates_along(m, draw, metrics, options):
    """Step a plateau scheduler through metrics; return the rates of each group after each."""
    opt = two_groups(draw)
    scheduler = m.ReduceLROnPlateau(opt, factor=0.5, **options)
    path = []
    for metric in metrics:
        scheduler.step(metric)
        path.append(opt.rates)
    return by_group(path)


def by_group(path):
    """Turn rates in the order of epochs into one row for each group."""
    rows = torch.tensor(path, dtype=torch.float64).T
    return {"rates of the first group": rows[0], "rates of the second group": rows[1]}


@scenario(
    "ReduceLROnPlateau",
    weight=3,
    cases={name: dict(options=options) for name, options in PLATEAUS.items()},
    **EXACT,
)
def test_ReduceLROnPlateau_min(m, draw, options):
    size = draw.number(3, 5)
    noise = draw.uniform(9, low=0.1, high=1.2).tolist()
    return rates_along(m, draw, [size * x for x in (*ROAD, *REST, *noise)], options)


@scenario(
    "ReduceLROnPlateau",
    weight=1.5,
    cases={name: dict(mode=name) for name in ("rel", "abs")},
    **EXACT,
)
def test_ReduceLROnPlateau_max(m, draw, mode):
    size = draw.number(3, 5)
    metrics = [size * (1.5 - x) for x in (*ROAD, *REST)]
    options = dict(mode="max", patience=1, threshold=0.03, threshold_mode=mode)
    return rates_along(m, draw, metrics, options)


@scenario(
    "ReduceLROnPlateau",
    weight=1,
    aspect="robust",
    cases={name: dict(mode=name) for name in ("min", "max")},
    **EXACT,
)
def test_ReduceLROnPlateau_nan(m, draw, mode):
    size = draw.number(3, 5)
    sign = 1 if mode == "min" else -1
    road = [math.nan, 2, math.nan, math.nan, 1, math.nan, math.nan, math.nan, math.nan, 1.5, 0.5]
    metrics = [size * (3 + sign * x) for x in road]
    return rates_along(m, draw, metrics, dict(mode=mode, patience=1))


@scenario("ReduceLROnPlateau", weight=0.5, **EXACT)
def test_ReduceLROnPlateau_defaults(m, draw):
    opt, size = two_groups(draw), draw.number(3, 5)
    scheduler = m.ReduceLROnPlateau(opt)
    path = []
    for x in (1, 0.5, *[0.5 * (1 - 0.5e-4)] * 14):
        scheduler.step(size * x)
        path.append(opt.rates)
    return by_group(path)

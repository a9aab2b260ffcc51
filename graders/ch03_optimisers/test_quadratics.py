"""Scenarios for the theory on quadratics, and for the measurement beside it."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import number

F64 = torch.float64
EXACT = dict(float64=False, floor=1e-9)


class Descent:
    """Plain gradient descent, with a memory of the gradients that it was given."""

    def __init__(self, params, lr):
        self.params, self.lr, self.seen = params, lr, []

    @torch.no_grad()
    def step(self):
        """Move once."""
        for p in self.params:
            self.seen.append(p.grad.detach().clone())
            p.sub_(self.lr * p.grad)

    def zero_grad(self):
        """Forget the gradients."""
        for p in self.params:
            p.grad = None


def turned(draw, eigs):
    """A symmetric matrix with the given eigenvalues and no special directions."""
    turn = torch.linalg.qr(draw.normal(len(eigs), len(eigs), dtype=F64))[0]
    A = turn @ torch.diag(eigs) @ turn.T
    return (A + A.T) / 2


@scenario(
    "quadratics",
    weight=1.5,
    cases={
        "small": dict(of=0.3),
        "large": dict(of=1.9),
        "too large": dict(of=2.6),
        "absurd": dict(of=12.0),
    },
    **EXACT,
)
def test_quadratics_rate(m, draw, of):
    eigs = draw.positive(7, dtype=F64)
    return number(m.gd_rate(eigs, of / float(eigs.max())))


@scenario("quadratics", weight=1, **EXACT)
def test_quadratics_best_rate(m, draw):
    eigs, one = draw.positive(7, dtype=F64) ** 3, draw.positive(1, dtype=F64)
    return number(m.optimal_gd_lr(eigs)), number(m.optimal_gd_lr(one))


@scenario("quadratics", weight=0.5, aspect="robust", float64=False)
def test_quadratics_float32_eigenvalues(m, draw):
    eigs = draw.positive(5)
    return number(m.gd_rate(eigs, 0.7)), number(m.optimal_gd_lr(eigs))


@scenario("quadratics", weight=1.5, **EXACT)
def test_quadratics_heavy_ball(m, draw):
    mu, L = draw.number(0.2, 2), draw.number(3, 90)
    pairs = {"": m.heavy_ball_params(mu, L), "round": m.heavy_ball_params(L, L)}
    return {
        f"{name} {what}".strip(): number(value)
        for name, pair in pairs.items()
        for what, value in zip(("lr", "momentum"), pair, strict=True)
    }


@scenario("quadratics", weight=2, cases={"kappa 10": dict(kappa=10), "kappa 30": dict(kappa=30)})
def test_quadratics_steps(m, draw, kappa):
    low = draw.number(0.5, 2)
    A = turned(draw, torch.linspace(low, low * kappa, 5, dtype=F64))
    return m.steps_to(1e-4, lambda params: Descent(params, 1.2 / (low * kappa)), A, 600)


@scenario("quadratics", weight=0.5)
def test_quadratics_gradients_used(m, draw):
    A, made = turned(draw, draw.positive(3, dtype=F64)), []

    def factory(params):
        made.append(Descent(params, 0.4))
        return made[-1]

    steps = m.steps_to(0.1, factory, A)
    return {"steps": steps, "gradients": torch.stack(made[0].seen), "optimisers": len(made)}


@scenario("quadratics", weight=1, aspect="robust", float64=False)
def test_quadratics_borders(m, draw):
    # Each step halves x exactly: 5 steps reach 1/32, whatever the size of A.
    size = 2.0 ** draw.integer(-3, 4)
    A = size * torch.eye(4, dtype=F64, device=draw.device)

    def count(tol, **limit):
        return m.steps_to(tol, lambda params: Descent(params, 0.5 / size), A, **limit)

    return {
        "exactly there": count(1 / 32),
        "just enough": count(1 / 32, max_steps=5),
        "one too few": count(1 / 32, max_steps=4),
        "there already": count(1.0),
        "no step allowed": count(2.0, max_steps=0),
    }


@scenario("quadratics", weight=0.5, aspect="robust")
def test_quadratics_diverges(m, draw):
    A = turned(draw, draw.positive(3, dtype=F64))
    return m.steps_to(1e-3, lambda params: Descent(params, 9.0), A, max_steps=700)


@scenario("quadratics", weight=1, cases={"kappa 10": dict(kappa=10), "kappa 100": dict(kappa=100)})
def test_quadratics_momentum_wins(m, draw, kappa):
    low = draw.number(0.5, 2)
    eigs = low * torch.linspace(1, kappa, 4, dtype=F64)
    A, best = turned(draw, eigs), m.optimal_gd_lr(eigs)
    lr, momentum = m.heavy_ball_params(low, low * kappa)
    return {
        "gradient descent": m.steps_to(1e-3, lambda p: m.SGD(p, lr=best), A, 600),
        "heavy ball": m.steps_to(1e-3, lambda p: m.SGD(p, lr=lr, momentum=momentum), A, 600),
    }

"""Scenarios for variational inference."""

import itertools
import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import raises

EX = "variational_inference"
SIGMAS = 5.5
ROUNDING, ROUGH = 1e-9, 1e-5
EXPLODED = 2.0  # q starts with variance 1 and has to shrink
STEPS = {"reparam": 300, "score": 400}
GAP_BARS = {"reparam": 0.04, "score": 0.04}  # nats, see bars.md
ESTIMATORS = {
    "reparam": dict(estimator="reparam"),
    "score": dict(estimator="score"),
    "score without baseline": dict(estimator="score", baseline=False),
}


def named(result, *names):
    """Name the results of a call, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != len(names):
        message = f"the function should return {len(names)} results: {', '.join(names)}"
        raise TypeError(message)
    return dict(zip(names, result, strict=True))


def triangle(draw, d):
    """Draw a lower triangular matrix with a positive diagonal."""
    return draw.normal(d, d, scale=0.5).tril(-1) + draw.positive(d).diag()


def curved(z):
    """A log density that is none of a normal distribution."""
    return -0.5 * z.square().sum(1) - (z[:, 0] * z[:, 1] - 1).square() + z.sin().sum(1)


@scenario(EX, weight=4, cases=ESTIMATORS)
def test_variational_inference_gradient(m, draw, **how):
    mu, L, eps = draw.normal(3), triangle(draw, 3), draw.normal(5, 3)
    return named(m.elbo_gradient(curved, mu, L, eps, **how), "mu", "chol")


@scenario(EX, weight=0.5, aspect="robust")
def test_variational_inference_leaves_no_traces(m, draw):
    mu, L, eps = draw.normal(2), triangle(draw, 2), draw.normal(4, 2)
    weight = draw.normal(2).requires_grad_()
    with torch.no_grad():
        result = m.elbo_gradient(lambda z: -(z * weight).square().sum(1), mu, L, eps)
    return named(result, "mu", "chol"), weight.grad


@scenario(EX, weight=0.5, aspect="robust")
def test_variational_inference_unknown_estimator(m, draw):
    mu, L, eps = draw.normal(2), triangle(draw, 2), draw.normal(4, 2)
    return raises(lambda: m.elbo_gradient(curved, mu, L, eps, estimator="straight-through"))


REPEATS, DRAWS, DIM = 80, 6, 2


def bowl(draw, **_):
    """A normal log density, where the gradient of the ELBO is known, and noise for estimates."""
    options = dict(generator=draw.generator("noise"), dtype=torch.float64)
    P = torch.tensor([[1.5, 0.7], [0.7, 1.0]], dtype=torch.float64)
    shown = {
        "P": P,
        "mu": torch.randn(DIM, **options),
        "L": torch.tensor([[0.8, 0.0], [-0.3, 0.6]], dtype=torch.float64),
        "eps": torch.randn(REPEATS, DRAWS, DIM, **options),
    }
    L = shown["L"]
    exact = {"mu": -P @ shown["mu"], "chol": (-P @ L).tril() + (1 / L.diagonal()).diag()}
    return shown, exact


def is_unbiased(estimates, exact):
    """Compare the mean of many estimates with the exact gradient."""
    for name in ("mu", "chol"):
        rows = torch.stack([one[name].double() for one in estimates])
        stderr = rows.std(0) / math.sqrt(len(rows))
        off = (rows.mean(0) - exact[name]).abs() > SIGMAS * stderr + ROUNDING
        if off.any():
            place = tuple(off.nonzero()[0].tolist())
            return Failed(
                f"for a normal posterior the gradient of the ELBO by {name}{list(place)} is "
                f"exactly {float(exact[name][place]):.4f}; {REPEATS} of your estimates average "
                f"{float(rows.mean(0)[place]):.4f} ± {float(stderr[place]):.4f}"
            )
    return None


@scenario(EX, weight=1, cases=ESTIMATORS, given=bowl, check=is_unbiased)
def test_variational_inference_unbiased(m, draw, shown, **how):
    def log_joint(z):
        return -0.5 * ((z @ shown["P"]) * z).sum(1)

    each = (m.elbo_gradient(log_joint, shown["mu"], shown["L"], e, **how) for e in shown["eps"])
    return [named(one, "mu", "chol") for one in each]


def bumps(draw, n, K):
    """Draw data around K places."""
    centres = 3 * torch.arange(K, device=draw.device)
    return draw.normal(n) + centres[draw.integers(n, high=K)], draw.normal(K, shift=2.0)


@scenario(EX, weight=3, cases={"1 step": dict(steps=1), "3 steps": dict(steps=3)})
def test_variational_inference_mixture(m, draw, steps):
    x, m0 = bumps(draw, 11, 3)
    return m.cavi_gmm(x, m0, 2.5, steps)


@scenario(EX, weight=0.5, aspect="robust")
def test_variational_inference_mixture_far_out(m, draw):
    x, m0 = bumps(draw, 7, 2)
    return m.cavi_gmm(100 * x, 100 * m0, 5.0, 2)


def few(draw, K):
    """A handful of data, whose evidence can be summed over all assignments."""
    gen = draw.generator("data")
    x = 1.5 * torch.randn(8, generator=gen, dtype=torch.float64)
    shown = {"x": x, "m0": torch.randn(K, generator=gen, dtype=torch.float64)}
    return shown, {"x": x, "evidence": log_evidence(x, K, 2.0), "K": K}


def log_evidence(x, K, prior_var):
    """Sum over all K^n assignments of the data to components."""
    terms = []
    for assignment in itertools.product(range(K), repeat=len(x)):
        c = torch.tensor(assignment)
        total = -len(x) * math.log(K)
        for k in range(K):
            own = x[c == k]
            n, s = len(own), float(own.sum())
            wide = 1 + prior_var * n
            square = float(own.square().sum()) - prior_var * s**2 / wide
            total += -0.5 * (n * math.log(2 * math.pi) + math.log(wide) + square)
        terms.append(total)
    return float(torch.tensor(terms, dtype=torch.float64).logsumexp(0))


def bounds_the_evidence(evidence, kept):
    """The bound never falls, stays below the exact evidence, and meets it where q can."""
    elbo, exact = evidence["elbo"].double(), kept["evidence"]
    if (elbo.diff() < -ROUNDING).any():
        step = int((elbo.diff() < -ROUNDING).nonzero()[0])
        return Failed(
            f"coordinate ascent never lowers its bound; yours falls from {float(elbo[step]):.4f} "
            f"to {float(elbo[step + 1]):.4f} in step {step + 2}"
        )
    if float(elbo.max()) > exact + ROUNDING:
        return Failed(
            f"the log evidence, summed over all assignments, is {exact:.4f}; your lower bound of "
            f"it is {float(elbo.max()):.4f}, above it"
        )
    if kept["K"] == 1 and abs(float(elbo[-1]) - exact) > ROUNDING:
        return Failed(
            f"with one component q is the exact posterior, so the bound is the log evidence, "
            f"{exact:.6f}; yours is {float(elbo[-1]):.6f}"
        )
    return None


@scenario(
    EX,
    weight=1,
    cases={"one component": dict(K=1), "two components": dict(K=2)},
    given=few,
    check=bounds_the_evidence,
)
def test_variational_inference_evidence(m, draw, shown, K):
    return {"elbo": m.cavi_gmm(shown["x"], shown["m0"], 2.0, 12)["elbo"]}


def regression(draw, **_):
    """Bayesian linear regression with correlated inputs; its posterior is known."""
    options = dict(generator=draw.generator("regression"), dtype=torch.float64)
    X = torch.randn(20, 3, **options)
    X[:, 1] += 0.9 * X[:, 0]
    y = X @ torch.randn(3, **options) + 0.7 * torch.randn(20, **options)
    P = X.T @ X / 0.49 + torch.eye(3, dtype=torch.float64)
    shown = {"X": X.float(), "y": y.float(), "seeds": [draw.seed("one"), draw.seed("other")]}
    return shown, {"P": P, "mean": torch.linalg.solve(P, X.T @ y / 0.49)}


def gap(mu, chol, kept):
    """Return log evidence minus ELBO, which is KL(q ‖ posterior), in closed form."""
    P, off = kept["P"], mu.double() - kept["mean"]
    L = chol.double()
    log_dets = torch.logdet(P) + 2 * torch.log(torch.diagonal(L)).sum()
    return 0.5 * float(torch.trace(P @ L @ L.T) + off @ P @ off - len(off) - log_dets)


def measured(evidence, kept):
    """Return the gap, on average over the fits."""
    gaps = [gap(fit["mu"], fit["chol"], kept) for fit in evidence["fits"]]
    return sum(gaps) / len(gaps)


def is_the_posterior(evidence, kept):
    """Judge the mean gap of two fits."""
    fits, bar = evidence["fits"], GAP_BARS[evidence["estimator"]]
    for fit in fits:
        if fit["mu"].shape != (3,) or fit["chol"].shape != (3, 3):
            return Failed("mu should be (3,) and chol (3, 3)")
        if fit["chol"].triu(1).any() or not (fit["chol"].diagonal() > 0).all():
            return Failed("chol should be lower triangular with a positive diagonal")
    mean = measured(evidence, kept)
    if mean <= bar:
        return None
    if not any(fit["chol"].tril(-1).any() for fit in fits):
        return Failed(
            f"KL(q ‖ posterior) is {mean:.3f} nats, where at most {bar} is asked for, and your q "
            "has no correlations at all",
            misconception="diagonal q",
        )
    spread = sum(float((f["chol"] @ f["chol"].T).diagonal().mean()) for f in fits) / len(fits)
    moved = max(float(fit["mu"].abs().max()) for fit in fits)
    right = float(torch.linalg.inv(kept["P"]).diagonal().mean())
    return Failed(
        f"log evidence − ELBO = KL(q ‖ posterior) should be at most {bar} nats after "
        f"{STEPS[evidence['estimator']]} steps, yours is {mean:.3f} on average over two seeds "
        f"(mean variance of q {spread:.4f}, of the posterior {right:.4f})",
        misconception="walks downhill" if spread > EXPLODED and moved > EXPLODED else None,
    )


@scenario(
    "bbvi_gaussian",
    weight=4,
    cases={name: ESTIMATORS[name] for name in ("reparam", "score")},
    given=regression,
    check=is_the_posterior,
    slow=True,
    timeout=60,
)
def test_bbvi_gaussian_posterior(m, draw, shown, estimator):
    X, y, steps = shown["X"], shown["y"], STEPS[estimator]

    def log_joint(w):
        return -0.5 * w.square().sum(1) - 0.5 * (y - w @ X.T).square().sum(1) / 0.49

    fits = [m.bbvi_gaussian(log_joint, 3, steps, 48, seed, estimator) for seed in shown["seeds"]]
    return {"fits": [named(fit, "mu", "chol") for fit in fits], "estimator": estimator}


def two_seeds(draw):
    """Two different seeds."""
    return [draw.seed("one"), draw.seed("other")], None


def follows_the_seed(evidence, _kept):
    """Judge short fits: the same for the same seed, another for another."""
    if any(t.dtype != torch.float32 for fit in evidence for t in fit.values()):
        return Failed("mu and chol should have the default dtype")
    first, again, other = (torch.cat([f["mu"], f["chol"].flatten()]) for f in evidence)
    if float((first - again).abs().max()) > ROUGH:
        message = "two fits with the same seed differ"
        return Failed(message, misconception="seed ignored")
    if float((first - other).abs().max()) < ROUGH:
        return Failed("fits with different seeds are the same: is anything drawn?")
    return None


@scenario("bbvi_gaussian", weight=1, aspect="robust", given=two_seeds, check=follows_the_seed)
def test_bbvi_gaussian_repeatable(m, draw, shown):
    one, other = shown
    fits = [m.bbvi_gaussian(curved, 2, 3, 4, seed) for seed in (one, one, other)]
    return [named(fit, "mu", "chol") for fit in fits]


def blind(draw):
    """A seed for a model that has no gradient."""
    return draw.seed("one"), None


def needed_no_gradient(fit, _kept):
    """Judge a fit to a log density that has a value only: N(1, 0.5²)."""
    mu, sd = float(fit["mu"][0]), float(fit["chol"][0, 0])
    if abs(mu - 1) < 0.25 and 0.3 < sd < 0.8:
        return None
    away = "walks downhill" if mu < 0 or mu > EXPLODED else None
    return Failed(
        f"the posterior is N(1, 0.5²), and its log density has no gradient, so only the score "
        f"estimator can fit it; yours found N({mu:.3f}, {sd:.3f}²)",
        misconception="estimator not handed on" if abs(mu) < ROUGH else away,
    )


@scenario("bbvi_gaussian", weight=1, given=blind, check=needed_no_gradient)
def test_bbvi_gaussian_without_gradients(m, draw, shown):
    def log_joint(z):
        return (-2 * (z - 1).square().sum(1)).detach() + 0 * z.sum()

    return named(m.bbvi_gaussian(log_joint, 1, 120, 16, shown, "score"), "mu", "chol")

"""Scenarios for windows of a series, predictions several steps ahead, and n-grams."""

from workbook.data.series import sine_series
from workbook.exercise import scenario
from workbook.probes import number, raises, value_and_grads

EX = "series_windows"


@scenario(
    EX,
    weight=2,
    cases={
        "13 values, windows of 3": dict(T=13, tau=3),
        "one pair": dict(T=6, tau=5),
        "windows of 1": dict(T=7, tau=1),
    },
)
def test_series_windows_pairs(m, draw, T, tau):
    X, y = m.make_windows(draw.normal(T), tau)
    return {"X": X, "y": y}


@scenario(EX, weight=0.5, aspect="robust")
def test_series_windows_strided(m, draw):
    X, y = m.make_windows(draw.normal(11, 3)[:, 1], 4)
    whole, _ = m.make_windows(draw.integers(9, high=100, name="ids"), 2)
    return {"X": X, "y": y, "X of integers": whole}


@scenario(EX, weight=0.5, aspect="robust")
def test_series_windows_too_short(m, draw):
    series = draw.normal(5)
    return [
        raises(lambda: m.make_windows(series, 5)),
        raises(lambda: m.make_windows(series, 0)),
        raises(lambda: m.k_step_predict(lambda w: w[:, 0], series, 3, 3)),
        raises(lambda: m.k_step_predict(lambda w: w[:, 0], series, 3, 0)),
    ]


@scenario(EX, weight=2.5, cases={f"{k} steps": dict(k=k) for k in (1, 2, 7)})
def test_series_windows_k_step(m, draw, k):
    start, weight = draw.integer(0, 100), draw.normal(4, scale=0.5)
    series = sine_series(200, seed=start)[start : start + 29].to(draw.dtype)
    return m.k_step_predict(lambda windows: (windows @ weight).tanh(), series, 4, k)


@scenario(EX, weight=0.5, aspect="gradients")
def test_series_windows_k_step_gradient(m, draw):
    series, weight = draw.normal(13), draw.normal(3)

    def predict(series, weight):
        return m.k_step_predict(lambda windows: (windows @ weight).tanh(), series, 3, 3)

    return value_and_grads(predict, series, weight)


@scenario(EX, weight=0.5, aspect="efficient", max_ops=80)
def test_series_windows_vectorised(m, draw):
    series, weight = draw.normal(400), draw.normal(5, scale=0.5)
    X, _ = m.make_windows(series, 5)
    return [X, m.k_step_predict(lambda windows: windows @ weight, series, 5, 4)]


def table(counts):
    """An n-gram table as a sorted list."""
    return sorted([list(gram), count] for gram, count in counts.items() if count)


@scenario(EX, weight=1.5, cases={f"n = {n}": dict(n=n) for n in (1, 2, 3, 31)})
def test_series_windows_ngrams(m, draw, n):
    return table(m.ngram_counts(draw.integers(30, high=4).tolist(), n))


@scenario(
    EX,
    weight=1.5,
    cases={
        "no context": dict(length=0, alpha=1.0),
        "one id": dict(length=1, alpha=1.0),
        "two ids, a little smoothing": dict(length=2, alpha=0.25),
    },
)
def test_series_windows_laplace(m, draw, length, alpha):
    ids = draw.integers(41, high=3).tolist()
    context = tuple(ids[len(ids) - length :])  # it also stands at the very end of the text
    return [number(m.laplace_prob(ids, context, token, 5, alpha)) for token in range(5)]


@scenario(EX, weight=0.5, aspect="robust")
def test_series_windows_unseen_context(m, draw):
    ids = draw.integers(17, high=3).tolist()
    return [number(m.laplace_prob(ids, (4, 3), token, 7)) for token in (0, 4)]

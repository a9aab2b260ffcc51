"""Scenarios for the linear layer, linear regression in closed form and the squared error."""

import numpy as np
import torch

from workbook.data import diabetes
from workbook.exercise import Failed, scenario
from workbook.probes import raises, value_and_grads

INTERPOLATES = 1e-8  # of the targets' size; an inverse matrix is off by 1e-5, a solve by 1e-13


def named(result, *names):
    """Name the results of a call, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != len(names):
        message = f"the function should return {len(names)} results: {', '.join(names)}"
        raise TypeError(message)
    return dict(zip(names, result, strict=True))


@scenario(
    "linear_forward",
    weight=2,
    cases={
        "a batch": dict(leading=(7,)),
        "one sample": dict(leading=(1,)),
        "two leading axes": dict(leading=(2, 3)),
        "no leading axis": dict(leading=()),
    },
)
def test_linear_forward_values(m, draw, leading):
    return m.linear_forward(draw.normal(*leading, 5), draw.normal(3, 5), draw.normal(3))


@scenario("linear_forward")
def test_linear_forward_square(m, draw):
    return m.linear_forward(draw.normal(5, 5), draw.normal(5, 5), draw.normal(5))


@scenario("linear_forward")
def test_linear_forward_no_bias(m, draw):
    return m.linear_forward(draw.normal(7, 5), draw.normal(3, 5), None)


@scenario("linear_forward", aspect="gradients")
def test_linear_forward_gradients(m, draw):
    return value_and_grads(
        m.linear_forward, draw.normal(2, 3, 5), draw.normal(7, 5), draw.normal(7)
    )


@scenario("linear_forward", aspect="robust")
def test_linear_forward_float64(m, draw):
    x = draw.normal(7, 5, dtype=torch.float64)
    weight = draw.normal(3, 5, dtype=torch.float64)
    return m.linear_forward(x, weight, draw.normal(3, dtype=torch.float64))


@scenario("linear_forward", aspect="robust")
def test_linear_forward_strided(m, draw):
    x, weight, bias = draw.normal(5, 2, 7), draw.normal(6, 5), draw.normal(6)
    return m.linear_forward(x.permute(1, 2, 0), weight[::2], bias[::2])


@scenario("linear_forward", aspect="efficient", max_ops=16, max_elements=8_000)
def test_linear_forward_vectorised(m, draw):
    return m.linear_forward(draw.normal(211, 17), draw.normal(13, 17), draw.normal(13))


def fit(m, *arguments):
    """Solve a regression and name its results."""
    return named(m.linreg_closed_form(*arguments), "weight", "bias")


@scenario(
    "linreg_closed_form",
    weight=2,
    cases={"no penalty": dict(l2=0.0), "ridge": dict(l2=2.5), "strong ridge": dict(l2=40.0)},
)
def test_linreg_closed_form_values(m, draw, l2):
    return fit(m, draw.normal(23, 5, shift=0.5), draw.normal(23, shift=3.0), l2)


@scenario("linreg_closed_form")
def test_linreg_closed_form_shift(m, draw):
    x, y = draw.normal(19, 3, shift=-1.0), draw.normal(19, shift=2.0)
    shift = draw.number(2, 9)
    return {"as it is": fit(m, x, y, 1.5), "targets moved": fit(m, x, y + shift, 1.5)}


@scenario("linreg_closed_form")
def test_linreg_closed_form_one_feature(m, draw):
    return fit(m, draw.normal(11, 1, shift=1.0), draw.normal(11, shift=-2.0))


@scenario("linreg_closed_form", aspect="robust")
def test_linreg_closed_form_fewer_samples_than_features(m, draw):
    return fit(m, draw.normal(5, 11), draw.normal(5, shift=3.0), 0.75)


@scenario("linreg_closed_form", aspect="robust")
def test_linreg_closed_form_float64(m, draw):
    x = draw.normal(23, 5, dtype=torch.float64)
    return fit(m, x, draw.normal(23, shift=3.0, dtype=torch.float64), 0.5)


def tiny_penalty(draw):
    """Fewer samples than features and next to no penalty: the fit meets every target."""
    x = draw.normal(7, 13, dtype=torch.float64)
    y = draw.normal(7, shift=2.0, dtype=torch.float64)
    return (x, y), (x, y)


def meets_the_targets(evidence, kept):
    """Fail a solution whose predictions lost their digits."""
    (x, y), (weight, bias) = kept, evidence
    if weight.shape != x.shape[1:] or bias.shape != ():
        return Failed(
            f"expected shapes {tuple(x.shape[1:])} and (), got {tuple(weight.shape)} and "
            f"{tuple(bias.shape)}"
        )
    error = float((x @ weight.double() + bias.double() - y).abs().max() / y.abs().max())
    if error <= INTERPOLATES:
        return None
    message = (
        f"with l2 = 1e-10 and 7 samples of 13 features the predictions should meet the targets "
        f"to 1e-8 of their size; yours are off by {error:.1e}"
    )
    lost_digits = error < 1e-3
    return Failed(message, misconception="explicit inverse" if lost_digits else None)


@scenario("linreg_closed_form", aspect="robust", given=tiny_penalty, check=meets_the_targets)
def test_linreg_closed_form_tiny_penalty(m, draw, shown):
    x, y = shown
    return m.linreg_closed_form(x, y, 1e-10)


def shuffled_diabetes(draw):
    """Real data in which nothing can be looked up: columns permuted, scaled, targets moved."""
    x, y = diabetes("train")
    x = x[:, draw.permutation(x.shape[1])].double() * draw.positive(x.shape[1]).double()
    y = y.double() + draw.number(-50, 50)
    return (x, y), (x, y)


def is_least_squares(evidence, kept):
    """Compare the squared error with that of numpy's own least squares."""
    (x, y), (weight, bias) = kept, evidence
    with_ones = np.column_stack([x.numpy(), np.ones(len(x))])
    best = np.linalg.lstsq(with_ones, y.numpy(), rcond=None)[0]
    least = float(np.square(with_ones @ best - y.numpy()).mean())
    yours = float((x @ weight.double() + bias.double() - y).square().mean())
    if yours <= least * (1 + 1e-6):
        return None
    return Failed(
        f"the least mean squared error on the diabetes data is {least:.4f}, "
        f"your solution has {yours:.4f}"
    )


@scenario("linreg_closed_form", given=shuffled_diabetes, check=is_least_squares)
def test_linreg_closed_form_diabetes(m, draw, shown):
    x, y = shown
    return m.linreg_closed_form(x, y)


@scenario("linreg_closed_form", aspect="efficient", max_ops=60)
def test_linreg_closed_form_vectorised(m, draw):
    return fit(m, draw.normal(307, 7), draw.normal(307, shift=3.0), 1.25)


def losses(m, *arguments):
    """Compute a squared error and name its results."""
    return named(m.mse_loss(*arguments), "loss", "gradient")


REDUCTIONS = ("mean", "sum", "none")


@scenario("mse_loss", weight=2, cases={r: dict(reduction=r) for r in REDUCTIONS})
def test_mse_loss_vector(m, draw, reduction):
    return losses(m, draw.normal(7), draw.normal(7), reduction)


@scenario("mse_loss", weight=2, cases={r: dict(reduction=r) for r in REDUCTIONS})
def test_mse_loss_table(m, draw, reduction):
    return losses(m, draw.normal(5, 3), draw.normal(5, 3), reduction)


@scenario("mse_loss")
def test_mse_loss_default_is_mean(m, draw):
    return losses(m, draw.normal(2, 3, 5), draw.normal(2, 3, 5))


@scenario(
    "mse_loss",
    weight=2,
    aspect="robust",
    float64=False,
    cases={
        "(N, 1) and (N,)": dict(pred=(7, 1), target=(7,)),
        "(N, K) and (K,)": dict(pred=(5, 3), target=(3,)),
        "(N, K) and (N, 1)": dict(pred=(5, 3), target=(5, 1)),
    },
)
def test_mse_loss_refuses_shapes(m, draw, pred, target):
    a, b = draw.normal(*pred), draw.normal(*target)
    return raises(lambda: m.mse_loss(a, b))


@scenario("mse_loss", weight=0.5, aspect="robust", float64=False)
def test_mse_loss_refuses_reduction(m, draw):
    a, b = draw.normal(7), draw.normal(7)
    return raises(lambda: m.mse_loss(a, b, "average"))


@scenario("mse_loss", aspect="robust")
def test_mse_loss_float64(m, draw):
    shape = (5, 3)
    return losses(
        m, draw.normal(*shape, dtype=torch.float64), draw.normal(*shape, dtype=torch.float64)
    )


@scenario("mse_loss", weight=0.5, aspect="efficient", max_ops=30)
def test_mse_loss_vectorised(m, draw):
    return losses(m, draw.normal(101, 3), draw.normal(101, 3))

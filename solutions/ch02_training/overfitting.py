"""Under- and overfitting: polynomials of any degree, and what two errors say."""

from __future__ import annotations

import torch
from torch import Tensor


def poly_features(x: Tensor, degree: int) -> Tensor:
    """Return the powers ``x⁰, x¹, …, x^degree`` as columns, in this order.

    Column 0 is 1 everywhere (also where x is 0), column j is x to the power j:

        poly_features(tensor([2., -3.]), 2)  =  1   2   4
                                                1  -3   9

    Args:
        x: (N,), floating.
        degree: 0 or more.

    Returns:
        (N, degree + 1), in the dtype of x.

    Raises:
        ValueError: ``degree`` is negative.

    """
    ### BEGIN SOLUTION
    if degree < 0:
        message = f"a degree is 0 or more, not {degree}"
        raise ValueError(message)
    return x[:, None] ** torch.arange(degree + 1, device=x.device)
    ### END SOLUTION


def fit_poly(x: Tensor, y: Tensor, degree: int, l2: float = 0.0) -> Tensor:
    """Fit a polynomial by penalised least squares.

    With Φ = ``poly_features(x, degree)``, return the coefficients c that minimise

        Σₙ (yₙ - Σⱼ cⱼ Φₙⱼ)²  +  l2 · (c₁² + … + c_degree²)

    The constant c₀ is **not** penalised: else the fit would depend on where y has its zero. The
    first sum is a sum, not a mean.

    High powers are hard on the numbers: calculate in float64, whatever the dtype of x, and give
    the coefficients back in the dtype of x. The grader compares the coefficients up to degree 5,
    and beyond it the curve that they draw.

    With ``l2 = 0`` you may rely on at least ``degree + 1`` different values in x, so that there is
    only one minimum. Values may occur more than once.

    Forbidden: ``torch.linalg.lstsq`` (and ``numpy.polyfit``). Solving a system of equations, QR,
    Cholesky and singular values are all allowed.

    Args:
        x: (N,).
        y: (N,).
        degree: 0 or more.
        l2: the strength of the penalty, 0 or more.

    Returns:
        (degree + 1,), in the dtype of x.

    """
    ### BEGIN SOLUTION
    features = poly_features(x.double(), degree)
    # Least squares with a penalty is least squares with more rows: sqrt(l2) · cⱼ should be 0.
    ridge = torch.eye(degree + 1, dtype=torch.float64, device=x.device) * l2**0.5
    rows = torch.cat((features, ridge[1:]))  # (N + degree, degree + 1)
    targets = torch.cat((y.double(), y.new_zeros(degree, dtype=torch.float64)))
    q, r = torch.linalg.qr(rows)
    coefficients = torch.linalg.solve_triangular(r, (q.T @ targets)[:, None], upper=True)
    return coefficients[:, 0].to(x.dtype)
    ### END SOLUTION


def learning_report(train_err: float, val_err: float, noise_var: float) -> str:
    """Say what two errors mean: "underfit", "overfit" or "good".

    All three are mean squared errors; ``noise_var`` is the variance of the noise in y, the least
    error that any model can have on new rows. In this order:

    1. ``train_err > 2 · noise_var``: "underfit". Not even the rows it was fitted to are explained.
    2. ``val_err - train_err > noise_var``: "overfit". What was learned does not carry over.
    3. else "good".

    An error *at* a limit is not beyond it.

    Args:
        train_err: on the rows of the fit.
        val_err: on other rows.
        noise_var: more than 0.

    Returns:
        One of the three words.

    """
    ### BEGIN SOLUTION
    if train_err > 2 * noise_var:
        return "underfit"
    if val_err - train_err > noise_var:
        return "overfit"
    return "good"
    ### END SOLUTION

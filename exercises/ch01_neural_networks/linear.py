"""Linear models: the layer, the least-squares solution, the squared error."""

import torch
from torch import Tensor


def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Apply one linear layer: ``y = x weightᵀ + bias``.

    Convention: a sample is a *row*, and row ``o`` of ``weight`` holds the weights of output
    feature ``o``. That is the layout of ``torch.nn.Linear``:

        y[…, o] = Σ_d x[…, d] · weight[o, d] + bias[o]

    Example: ``x = [[1, 2]]``, ``weight = [[10, 1], [0, 3], [1, 1]]`` and ``bias = [0, 0, 7]`` give
    ``y = [[12, 6, 10]]``.

    Forbidden: ``torch.nn.functional.linear`` and ``torch.nn.Linear``. Use no Python loop.

    Args:
        x: inputs, ``(…, D)``: any number of leading axes, also none.
        weight: ``(O, D)``.
        bias: ``(O,)``, or None for a layer without a bias.

    Returns:
        The outputs, ``(…, O)``, in the dtype and on the device of the inputs.

    """
    raise NotImplementedError("TODO: linear_forward")


def linreg_closed_form(x: Tensor, y: Tensor, l2: float = 0.0) -> tuple[Tensor, Tensor]:
    """Solve linear regression with an intercept exactly, optionally with a ridge penalty.

    Return the ``weight`` and the ``bias`` that minimise

        ½ Σ_n (x[n] · weight + bias − y[n])²  +  ½ · l2 · Σ_d weight[d]²

    The objective is a *sum* over the samples, so ``l2`` is not multiplied by ``N``. The bias is
    not penalised: adding a constant to every ``y`` changes ``bias`` by that constant and leaves
    ``weight`` alone. Where the bias stands at its best value, the residuals sum to zero.

    With ``l2 > 0`` the answer must also be right for fewer samples than features, and accurate
    for a very small ``l2``: there the *predictions* must be right to eight digits in float64.
    Solve a system of equations; do not form an inverse matrix.

    Example: ``x = [[0], [1], [2]]``, ``y = [1, 3, 5]`` give ``weight = [2]`` and ``bias = 1``; with
    ``l2 = 2`` they give ``weight = [1]`` and ``bias = 2``.

    Forbidden: ``lstsq``, ``pinv`` and scikit-learn's estimators.
    Source: Hoerl and Kennard, *Ridge regression*, 1970.

    Args:
        x: inputs, ``(N, D)``.
        y: targets, ``(N,)``.
        l2: strength of the penalty, ``>= 0``.

    Returns:
        ``weight`` of shape ``(D,)`` and ``bias`` of shape ``()``, in the dtype of ``x``.

    """
    raise NotImplementedError("TODO: linreg_closed_form")


def mse_loss(pred: Tensor, target: Tensor, reduction: str = "mean") -> tuple[Tensor, Tensor]:
    """Return the squared error and its gradient with respect to ``pred``.

    With ``e = (pred − target)²``, element by element:

    =========  ================  ==========================================
    reduction  loss              gradient
    =========  ================  ==========================================
    ``none``   ``e``             of each element of ``e`` by its own ``pred``
    ``sum``    sum of all ``e``  of that sum
    ``mean``   sum / count       of that mean; *count* is the number of all elements
    =========  ================  ==========================================

    So for ``pred`` of shape ``(N, K)`` the mean is over ``N · K`` numbers. The two shapes must be
    equal: nothing is broadcast.

    Example: ``pred = [3, 1]`` and ``target = [1, 1]`` give the loss 2 and the gradient ``[2, 0]``.

    Forbidden: ``torch.nn.functional.mse_loss`` and autograd.

    Args:
        pred: predictions, any shape.
        target: targets, the same shape.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.

    Returns:
        The loss (shape ``()``, or that of ``pred`` with ``"none"``) and the gradient (the shape of
        ``pred``).

    Raises:
        ValueError: the shapes differ, or ``reduction`` is none of the three.

    """
    raise NotImplementedError("TODO: mse_loss")

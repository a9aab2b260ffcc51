"""How a gradient fares on its way back through time: Jacobians, their products, their fate."""

from typing import Literal

import torch
from torch import Tensor

Regime = Literal["vanishing", "steady", "exploding"]


def state_jacobian(h_t: Tensor, Whh: Tensor) -> Tensor:
    """Return the Jacobian of one step of ``rnn_forward``, ``J_t = ∂h_t / ∂h_{t−1}``.

    Convention: ``J[b, i, j] = ∂h_t[b, i] / ∂h_{t−1}[b, j]``: rows are outputs, columns are inputs.
    With ``h_t = tanh(x_t Wxh + h_{t−1} Whh + b)``, where states are *rows*,

        J_t = diag(1 − h_t²) Whhᵀ

    Forbidden: autograd.

    Args:
        h_t: the state *after* the step, ``(B, H)``.
        Whh: ``(H, H)``, as in ``rnn_forward``.

    Returns:
        ``(B, H, H)``.

    """
    raise NotImplementedError("TODO: state_jacobian")


def jacobian_product_norms(hs: Tensor, Whh: Tensor) -> Tensor:
    """Measure how strongly the last state still depends on a state ``k`` steps earlier.

    Convention: ``hs[t]`` is the state after step ``t``, time first. For ``k = 0 … T − 1``

        P_k = ∂h_{T−1} / ∂h_{T−1−k} = J_{T−1} J_{T−2} ⋯ J_{T−k},        P_0 = identity

    (late factors stand on the left). Entry ``k`` of the result is the spectral norm of ``P_k``,
    its largest singular value, averaged over the ``B`` rows.

    Forbidden: autograd.

    Args:
        hs: ``(T, B, H)``, ``T >= 1``.
        Whh: ``(H, H)``.

    Returns:
        ``(T,)``; the first entry is 1.

    """
    raise NotImplementedError("TODO: jacobian_product_norms")


def spectral_radius(Whh: Tensor, iters: int = 20) -> Tensor:
    """Estimate the largest absolute value of an eigenvalue, with Gelfand's formula (1941).

    For any matrix norm, ``ρ(W) = lim ‖Wⁿ‖^{1/n}``. Use the Frobenius norm and ``n = 2^iters``,
    that is ``iters`` squarings: the result is ``‖Wⁿ‖_F^{1/n}`` for this ``n``, not the limit itself
    (with ``iters = 0`` it is ``‖W‖_F``).

    It must work for 2²⁰ factors, where ``Wⁿ`` itself has long overflowed or become zero: divide the
    matrix by its norm before every squaring, and keep account of the norm's logarithm. A matrix
    one of whose powers is exactly zero has the radius 0.

    Forbidden: ``torch.linalg.eig`` and the like. (Power iteration with a vector does not do it: the
    largest eigenvalues of a real matrix are often a complex pair, and the vector turns for ever.)

    Args:
        Whh: ``(H, H)``.
        iters: how many squarings, 0 or more.

    Returns:
        A tensor of shape ``()`` in the dtype of ``Whh``.

    """
    raise NotImplementedError("TODO: spectral_radius")


def predict_regime(Whh: Tensor, hs: Tensor) -> Regime:
    """Say whether gradients of this network vanish, explode or keep their size.

    Take the mean factor per step over the whole way, ``r = norms[T − 1]^{1 / (T − 1)}`` with the
    ``norms`` of ``jacobian_product_norms``. Below 0.95 gradients are ``"vanishing"``, above 1.05
    ``"exploding"``, otherwise ``"steady"``.

    The states matter, not ``Whh`` alone: where units are saturated, ``1 − h²`` is small, and
    gradients vanish even if the spectral radius is large.

    Args:
        Whh: ``(H, H)``.
        hs: ``(T, B, H)``, ``T >= 2``.

    """
    raise NotImplementedError("TODO: predict_regime")

"""Layer normalisation, forward and backward by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def layer_norm(
    x: Tensor, shape: Sequence[int], weight: Tensor, bias: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Any]:
    """Normalise every example by the mean and the variance of its own features.

    **Convention: ``shape`` names the last axes of ``x``, and statistics run over those axes
    together, for each place of the leading axes by itself. The variance is the biased one.** With D
    for the number of normalised entries, product of ``shape``,

        μ = (1/D) Σ x        σ² = (1/D) Σ (x − μ)²        x̂ = (x − μ) / √(σ² + eps)
        y = weight ∗ x̂ + bias

    - eps stands under the root. An example whose entries are all equal gives ``bias``.
    - A mean that is large beside the deviation must not cost digits: subtract it *before* squaring.
      (``E[x²] − μ²`` is the same in exact numbers, and useless in float32.)
    - For float16 and bfloat16 inputs calculate in float32, and round ``y`` at the end: 300² is
      already too large for float16.

    Forbidden: torch's own normalisations, and autograd. Source: Ba, Kiros and Hinton, 2016.

    Args:
        x: ``(…, *shape)``, with any number of leading axes, from none on.
        shape: one, two or more sizes.
        weight: ``shape``.
        bias: ``shape``.
        eps: keeps an example of equal entries from a division by zero.

    Returns:
        ``y``, of the shape and dtype of ``x``, and a cache: whatever your ``layer_norm_backward``
        needs. Only that function looks at it.

    """
    raise NotImplementedError("TODO: layer_norm")


def layer_norm_backward(dy: Tensor, cache: Any) -> dict[str, Tensor]:
    """Differentiate a loss through ``layer_norm``, given its gradient by the output.

    Mean and variance depend on ``x``, so the gradient has three ways back to it. With
    ``dx̂ = dy ∗ weight`` and averages over the normalised axes,

        dx = (dx̂ − mean(dx̂) − x̂ ∗ mean(dx̂ ∗ x̂)) / √(σ² + eps)
        dweight = Σ dy ∗ x̂        dbias = Σ dy        summed over all leading axes

    No loop over examples, and no Jacobian: nothing larger than ``x`` is needed. In half precision
    calculate in float32 here as well. Forbidden: torch's own normalisations, and autograd.

    Args:
        dy: the gradient by ``y``, of its shape and dtype.
        cache: what ``layer_norm`` returned.

    Returns:
        A dict with ``"dx"`` (shape and dtype of ``dy``), ``"dweight"`` and ``"dbias"`` (both of
        the shape and dtype of ``weight``).

    """
    raise NotImplementedError("TODO: layer_norm_backward")

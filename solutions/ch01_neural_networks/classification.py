"""Classification: softmax and cross-entropy, stable and with everything practice asks of them."""

from torch import Tensor


def softmax(x: Tensor, dim: int) -> Tensor:
    """Return ``exp(x) / Σ exp(x)``, the sum running over axis ``dim``.

    Along ``dim`` the result is non-negative and sums to 1. It does not change when a constant is
    added to all entries of one slice along ``dim``, and that is the way to keep ``exp`` from
    overflowing: entries may be as large as ±10,000, and one slice may lie thousands below another.
    An entry of −∞ gets the probability 0; no slice is −∞ all over.

    Forbidden in the whole file: torch's softmax, log_softmax, logsumexp, cross_entropy, nll_loss
    and their modules.

    Args:
        x: logits, any shape with at least one axis.
        dim: the axis to normalise over; negative numbers count from the end.

    Returns:
        A tensor of the shape and dtype of ``x``, differentiable by ``x``.

    """
    ### BEGIN SOLUTION
    z = (x - x.amax(dim, keepdim=True)).exp()
    return z / z.sum(dim, keepdim=True)
    ### END SOLUTION


def log_softmax(x: Tensor, dim: int) -> Tensor:
    """Return the logarithm of the softmax over ``dim``: ``x − log Σ exp(x)``.

    It is finite wherever ``x`` is, also where the probability itself is too small for a float
    (logits ``[0, −1000]`` give ``[0, −1000]``, not ``[0, −∞]``). The sum of exponentials must be
    kept from overflowing here too.

    Args:
        x: logits, any shape with at least one axis.
        dim: the axis to normalise over.

    Returns:
        A tensor of the shape and dtype of ``x``, differentiable by ``x``.

    """
    ### BEGIN SOLUTION
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
    ### END SOLUTION


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    """Return the cross-entropy of class labels under a softmax of ``logits``.

    Axis 1 of ``logits`` is the class. For one sample with the true class ``t`` and
    ``ε = label_smoothing`` (Szegedy et al., 2016), its loss is

        −(1 − ε) · log p[t]  −  (ε / K) · Σ_k log p[k],        p = softmax(logits)

    that is, the target distribution gives ``1 − ε + ε/K`` to the true class and ``ε/K`` to each of
    the others. A sample whose target is ``ignore_index`` has the loss 0 and no gradient.

    ============  =====================================================================
    reduction     result
    ============  =====================================================================
    ``"none"``    the loss of every sample, in the shape of ``target``
    ``"sum"``     their sum
    ``"mean"``    their sum divided by the number of samples that are *not* ignored; if all
                  are ignored it is 0 (PyTorch gives NaN there)
    ============  =====================================================================

    With ``ε = 0`` a logit of −∞ at a class that is not the target does no harm (mind ``0 · ∞``).

    Example: ``logits = [[0, log 3]]`` has ``p = [¼, ¾]``; with ``target = [1]`` the loss is
    ``log(4/3) = 0.2877``.

    Args:
        logits: ``(N, K)``, or ``(N, K, d1, d2, …)`` for a label at every place.
        target: int64 labels in ``0 … K−1`` or ``ignore_index``, ``(N,)`` or ``(N, d1, d2, …)``.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        ignore_index: the label that marks a sample to be left out.
        label_smoothing: ε, in ``[0, 1)``.

    Returns:
        The loss, in the dtype of ``logits`` and differentiable by ``logits``.

    """
    ### BEGIN SOLUTION
    log_p = log_softmax(logits, dim=1)  # (N, K, …)
    kept = target != ignore_index  # (N, …)
    index = target.where(kept, 0).unsqueeze(1)  # a legal index where the target is ignored
    loss = -log_p.gather(1, index).squeeze(1)  # (N, …)
    if label_smoothing > 0:
        loss = (1 - label_smoothing) * loss - label_smoothing * log_p.mean(1)
    loss = loss.where(kept, 0.0)
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / kept.sum().clamp(min=1)
    ### END SOLUTION

"""One scale for loss and gradient."""

from torch import Tensor


def mse_loss(pred: Tensor, target: Tensor, reduction: str = "mean") -> tuple[Tensor, Tensor]:
    if reduction not in {"mean", "sum", "none"}:
        raise ValueError(reduction)
    if list(pred.shape) != list(target.shape):
        raise ValueError(pred.shape, target.shape)
    scale = 1 / pred.numel() if reduction == "mean" else 1.0
    gradient = (pred - target) * (2 * scale)
    loss = (pred - target) ** 2 * scale
    return (loss if reduction == "none" else loss.sum()), gradient

"""Losses and measures for a label in every pixel."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor


def dice_loss(logits: Tensor, target: Tensor, smooth: float = 1.0) -> Tensor:
    """Return one minus the mean overlap of predicted and true masks.

    With p = softmax of the logits over the classes and g[b, k, y, z] = 1 where target[b, y, z] = k
    and else 0, all sums over images **and** pixels,

        dice[k] = (2 · sum of p[k]·g[k] + smooth) / (sum of p[k] + sum of g[k] + smooth)
        loss    = 1 - mean over the K classes of dice[k]

    The same ``smooth`` stands above and below, so a perfect prediction has loss 0, and a class that
    is neither there nor predicted counts as perfect. Subtract the maximum before you exponentiate:
    logits of ±10 000 must give a finite loss and gradient.

    Forbidden: torch's softmax, log_softmax, logsumexp and cross entropies.

    Source: Milletari, Navab & Ahmadi, "V-Net", 2016; Dice, 1945.

    Args:
        logits: (B, K, H, W).
        target: (B, H, W) int64, 0 … K - 1.
        smooth: added to numerator and denominator.

    Returns:
        The loss, 0-dimensional.

    """
    ### BEGIN SOLUTION
    K = logits.shape[1]
    weights = (logits - logits.amax(1, keepdim=True)).exp()
    p = weights / weights.sum(1, keepdim=True)
    g = (target[:, None] == torch.arange(K, device=target.device)[:, None, None]).to(p.dtype)
    overlap = (p * g).sum((0, 2, 3))  # (K,)
    sizes = p.sum((0, 2, 3)) + g.sum((0, 2, 3))
    return 1 - ((2 * overlap + smooth) / (sizes + smooth)).mean()
    ### END SOLUTION


def focal_loss(
    logits: Tensor, target: Tensor, gamma: float = 2.0, alpha: Tensor | None = None
) -> Tensor:
    """Return a cross entropy that pays little attention to what is easy.

    With p_t the softmax probability of the right class of a pixel,

        loss = mean over images and pixels of  -alpha[target] · (1 - p_t)^gamma · log p_t

    The mean divides by the number of pixels, B·H·W, also if there is an ``alpha`` (None is 1 for
    every class). With gamma = 0 and no alpha it is the cross entropy. Calculate log p_t directly,
    not as the logarithm of a probability that may have become 0: logits of ±10 000 must give a
    finite loss and gradient (for gamma 0 and gamma at least 1).

    Forbidden: torch's softmax, log_softmax, logsumexp and cross entropies.

    Source: Lin, Goyal, Girshick, He & Dollár, "Focal loss for dense object detection", 2017.

    Args:
        logits: (B, K, H, W).
        target: (B, H, W) int64, 0 … K - 1.
        gamma: 0, or at least 1.
        alpha: (K,) weights of the classes, or None.

    Returns:
        The loss, 0-dimensional.

    """
    ### BEGIN SOLUTION
    shifted = logits - logits.amax(1, keepdim=True)
    log_p = shifted - shifted.exp().sum(1, keepdim=True).log()  # (B, K, H, W)
    log_pt = log_p.gather(1, target[:, None])[:, 0]  # (B, H, W)
    losses = -((1 - log_pt.exp()) ** gamma) * log_pt
    return (losses if alpha is None else losses * alpha[target]).mean()
    ### END SOLUTION


def confusion(
    pred: Tensor, target: Tensor, num_classes: int, ignore_index: int | None = None
) -> Tensor:
    """Count how often each true class was predicted as each class.

    Entry [t, p] is the number of pixels whose true class is t and whose predicted class is p:
    **rows are the truth**, columns the prediction. Pixels whose *target* is ``ignore_index`` are
    not counted, whatever was predicted there; 255 is usual for it.

    Example: pred [0, 1, 1, 2], target [0, 1, 2, 2] with three classes gives
    [[1, 0, 0], [0, 1, 0], [0, 1, 1]].

    Args:
        pred: int64 of any shape, 0 … num_classes - 1.
        target: int64 of the same shape, 0 … num_classes - 1, or ``ignore_index``.
        num_classes: K.
        ignore_index: a target that does not count, or None.

    Returns:
        (K, K) int64.

    """
    ### BEGIN SOLUTION
    if ignore_index is not None:
        counted = target != ignore_index
        pred, target = pred[counted], target[counted]
    cells = (num_classes * target + pred).flatten()
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)
    ### END SOLUTION


def mean_iou(conf: Tensor) -> tuple[Tensor, Tensor]:
    """Calculate the intersection over union of every class from a confusion matrix.

        iou[k] = conf[k, k] / (row sum k + column sum k - conf[k, k])

    A class that is neither in the target nor in the prediction has 0 / 0: its IoU is **NaN**, and
    it is left out of the mean. A class that was predicted but is not there, or the other way round,
    has IoU 0 and counts.

    Args:
        conf: (K, K) int64, as ``confusion`` makes it.

    Returns:
        ``(per_class, mean)``: (K,) and 0-dimensional, both **float64**. The mean is NaN if no class
        is there at all.

    """
    ### BEGIN SOLUTION
    conf = conf.double()
    both = conf.diagonal()
    per_class = both / (conf.sum(0) + conf.sum(1) - both)
    return per_class, per_class.nanmean()
    ### END SOLUTION


def dataset_iou(
    batches: Iterable[tuple[Tensor, Tensor]], num_classes: int, ignore_index: int | None = None
) -> tuple[Tensor, Tensor]:
    """Return what ``mean_iou`` says of a whole data set that comes batch by batch.

    The IoU of a data set is **not** the mean of the IoUs of its images: a class with three pixels
    in one image would weigh as much as one that fills another. Counts are added up over all
    batches, and the quotient is taken once, at the end.

    Args:
        batches: any iterable, also a generator, of at least one ``(pred, target)``; shapes may
            differ from pair to pair.
        num_classes: K.
        ignore_index: as in ``confusion``.

    Returns:
        ``(per_class, mean)``.

    """
    ### BEGIN SOLUTION
    matrices = [confusion(pred, target, num_classes, ignore_index) for pred, target in batches]
    return mean_iou(torch.stack(matrices).sum(0))
    ### END SOLUTION

"""Two pictures in one: mixup and CutMix."""

from __future__ import annotations

import torch
from torch import Tensor


def mixup(x: Tensor, y: Tensor, lam: float, perm: Tensor) -> tuple[Tensor, Tensor]:
    """Mix every image, and its label, with another one of the batch.

        x'[b] = lam · x[b] + (1 - lam) · x[perm[b]]
        y'[b] = lam · y[b] + (1 - lam) · y[perm[b]]

    The random parts, lam (from a beta distribution) and perm, are arguments. Nothing is changed in
    place.

    Source: Zhang, Cisse, Dauphin & Lopez-Paz, "mixup: beyond empirical risk minimization", 2018.

    Args:
        x: (B, ...), floating.
        y: (B, K), floating: one-hot labels, or probabilities.
        lam: the share of the own image, in [0, 1].
        perm: (B,) int64, a permutation of 0 … B - 1.

    Returns:
        ``(x', y')``, new tensors of the shapes of x and y.

    """
    ### BEGIN SOLUTION
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm]
    ### END SOLUTION


def cutmix(
    x: Tensor, y: Tensor, lam: float, cx: int, cy: int, perm: Tensor
) -> tuple[Tensor, Tensor, float]:
    """Paste a rectangle of another image of the batch into every image.

    The rectangle has w = floor(W · √(1 - lam)) columns and h = floor(H · √(1 - lam)) rows, so about
    the share 1 - lam of the image. Its left edge is x1 = cx - floor(w / 2), its right one x1 + w,
    its top y1 = cy - floor(h / 2), its bottom y1 + h; **then all four are clamped** to the image.
    Inside it, image b shows image perm[b]; outside it stays as it is. All images of the batch get
    the same rectangle.

    Because of the clamping (and of rounding) the pasted share is not 1 - lam. The labels are mixed
    with the **real** one:

        lam_eff = 1 - (pixels in the clamped rectangle) / (H · W)
        y'[b] = lam_eff · y[b] + (1 - lam_eff) · y[perm[b]]

    Example: 4 x 4, lam ¾, so w = h = 2. Around (cx, cy) = (2, 2) columns 1, 2 and rows 1, 2 are
    pasted, lam_eff is ¾; around (0, 0) only pixel (0, 0) is left of it, and lam_eff is 15/16.

    x and y are left unchanged: where image b is pasted into and is also the source of another one,
    the source is the image as it was.

    Source: Yun et al., "CutMix: regularization strategy to train strong classifiers with
    localizable features", 2019.

    Args:
        x: (B, C, H, W), floating.
        y: (B, K), floating.
        lam: the wanted share of the own image, in [0, 1].
        cx: the column of the middle, 0 … W - 1.
        cy: the row of the middle, 0 … H - 1.
        perm: (B,) int64, a permutation of 0 … B - 1.

    Returns:
        ``(x', y', lam_eff)``: new tensors, and a Python float.

    """
    ### BEGIN SOLUTION
    H, W = x.shape[2:]
    w, h = int(W * (1 - lam) ** 0.5), int(H * (1 - lam) ** 0.5)
    left, top = cx - w // 2, cy - h // 2
    x1, x2 = max(left, 0), min(left + w, W)
    y1, y2 = max(top, 0), min(top + h, H)
    mixed = x.clone()
    mixed[:, :, y1:y2, x1:x2] = x[perm, :, y1:y2, x1:x2]
    own = 1 - (x2 - x1) * (y2 - y1) / (H * W)
    return mixed, own * y + (1 - own) * y[perm], own
    ### END SOLUTION


def soft_ce(logits: Tensor, probs: Tensor) -> Tensor:
    """Return the cross entropy with probabilities as targets, averaged over the batch.

        loss = - (1 / B) · sum over b and k of probs[b, k] · log softmax(logits[b])[k]

    For one-hot ``probs`` it is the usual cross entropy. Logits up to ±10 000 must not overflow.

    Forbidden: torch's softmaxes and cross entropies.

    Args:
        logits: (B, K).
        probs: (B, K), each row of sum 1.

    Returns:
        A 0-dimensional tensor.

    """
    ### BEGIN SOLUTION
    shifted = logits - logits.amax(1, keepdim=True).detach()
    log_p = shifted - shifted.exp().sum(1, keepdim=True).log()
    return -(probs * log_p).sum(1).mean()
    ### END SOLUTION


def one_hot(labels: Tensor, num_classes: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Return (B,) labels as (B, K) rows of one 1; given to you."""
    return torch.eye(num_classes, dtype=dtype, device=labels.device)[labels]

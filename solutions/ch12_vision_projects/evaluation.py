"""How good is a classifier, how sure may it be, and where does it look?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


def confusion_matrix(pred: Tensor, target: Tensor, num_classes: int) -> Tensor:
    """Count how often class t was called p.

    Args:
        pred: (N,) int64, 0 … K - 1.
        target: (N,) int64, 0 … K - 1.
        num_classes: K.

    Returns:
        (K, K) int64; **row: true class, column: predicted class**.

    """
    ### BEGIN SOLUTION
    pairs = target * num_classes + pred
    return pairs.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)
    ### END SOLUTION


def precision_recall_f1(conf: Tensor, average: str | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """Return precision, recall and F1 from a confusion matrix (rows: true classes).

    For class k, with TP = conf[k, k]:

        precision = TP / (how often k was predicted)      recall = TP / (how often k was true)
        F1 = 2 · TP / (predicted + true)

    **A fraction with the denominator 0 is 0.** ``average``:

    - None: one number for each class;
    - "macro": the plain mean of these over all K classes;
    - "micro": TP, predictions and truths are summed over the classes first, then divided.

    Args:
        conf: (K, K) int64.
        average: None, "macro" or "micro".

    Returns:
        ``(precision, recall, f1)``, float64: (K,) each, or 0-dimensional.

    Raises:
        ValueError: for another ``average``.

    """
    ### BEGIN SOLUTION
    if average not in {None, "macro", "micro"}:
        message = f'average must be None, "macro" or "micro", got {average!r}'
        raise ValueError(message)
    hits, predicted, true = conf.diagonal().double(), conf.sum(0).double(), conf.sum(1).double()
    if average == "micro":
        hits, predicted, true = hits.sum(), predicted.sum(), true.sum()
    parts = (hits, predicted), (hits, true), (2 * hits, predicted + true)
    scores = [above / torch.where(below > 0, below, 1) for above, below in parts]
    return tuple(score.mean() if average == "macro" else score for score in scores)
    ### END SOLUTION


def roc_auc(scores: Tensor, y: Tensor) -> Tensor:
    """Return the area under the ROC curve.

    It is the probability that a random positive (y = 1) has a higher score than a random negative
    (y = 0): the share of pairs in which it has, where **a tie counts one half**. Without a positive
    or without a negative there is no pair: NaN.

    Memory may grow with the number of pairs.

    Source: Hanley & McNeil, "The meaning and use of the area under a ROC curve", 1982.

    Args:
        scores: (N,) floating.
        y: (N,) int64, 0 or 1.

    Returns:
        0-dimensional, float64.

    """
    ### BEGIN SOLUTION
    gaps = scores[y == 1][:, None] - scores[y == 0]  # (positives, negatives)
    return ((gaps > 0).double() + 0.5 * (gaps == 0).double()).mean()
    ### END SOLUTION


def topk_accuracy(logits: Tensor, y: Tensor, k: int) -> Tensor:
    """Return the share of rows whose true class is among the k largest logits.

    If k is larger than the number of classes, every row is right.

    Args:
        logits: (N, K) floating, without ties.
        y: (N,) int64.
        k: at least 1.

    Returns:
        0-dimensional, float64.

    """
    ### BEGIN SOLUTION
    own = logits.gather(1, y[:, None])
    return ((logits > own).sum(1) < k).double().mean()
    ### END SOLUTION


def ece(probs: Tensor, y: Tensor, bins: int = 15) -> Tensor:
    """Return the expected calibration error.

    The confidence of row n is its largest probability, and it is right if that class (of equal ones
    the first) is the true one. Confidences are sorted into the ``bins`` intervals
    (m / bins, (m + 1) / bins], m = 0, 1, …: **a confidence on a border belongs to the lower bin**.
    Then

        ece = sum over bins of (rows in it / N) · |share of right rows - mean confidence|

    Empty bins do not count.

    Source: Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
    binning", 2015; Guo et al., "On calibration of modern neural networks", 2017.

    Args:
        probs: (N, K), rows of sum 1.
        y: (N,) int64.
        bins: how many intervals.

    Returns:
        0-dimensional, float64; calculate in float64.

    """
    ### BEGIN SOLUTION
    confidence, best = probs.double().max(1)
    bin_of = (confidence * bins).ceil().long() - 1
    gaps = (best == y).double() - confidence
    sums = gaps.new_zeros(bins).index_add(0, bin_of, gaps)  # rows · (right - confidence)
    return sums.abs().sum() / len(y)
    ### END SOLUTION


def tta(model: nn.Module, x: Tensor, transforms: Sequence[Callable[[Tensor], Tensor]]) -> Tensor:
    """Predict with test-time augmentation.

    Return the mean, over the transforms, of the **probabilities** softmax(model(transform(x))), not
    of the logits. The model runs in evaluation mode and without gradients; afterwards it is in the
    mode that it came in.

    Args:
        model: maps (B, C, H, W) to logits (B, K).
        x: (B, C, H, W).
        transforms: at least one function from a batch to a batch.

    Returns:
        (B, K) probabilities.

    """
    ### BEGIN SOLUTION
    training = model.training
    model.eval()
    with torch.no_grad():
        probs = torch.stack([model(change(x)).softmax(1) for change in transforms])
    model.train(training)
    return probs.mean(0)
    ### END SOLUTION


def grad_cam(model: nn.Module, layer: nn.Module, x: Tensor, cls: int) -> Tensor:
    """Show where a network looks for a class (Grad-CAM).

    With A (B, C, h, w) the output of ``layer`` for x, and the logit s of class ``cls``:

        alpha[b, c] = mean over the h · w places of ds[b] / dA[b, c]
        cam[b] = relu( sum over c of alpha[b, c] · A[b, c] )

    divided by its own largest value, image by image; a map that is 0 everywhere stays 0.

    The model runs in evaluation mode, and is then put back into its mode. The hook that catches A
    is **removed** again. ``.grad`` of the parameters stays as it is. It must also work where all
    parameters are frozen, and under ``torch.no_grad()``. The result carries no gradient.

    Source: Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based
    localization", 2017.

    Args:
        model: maps (B, ...) to logits (B, K); in evaluation mode images do not influence another.
        layer: a layer in it, with an output (B, C, h, w).
        x: the input, floating; it is left unchanged.
        cls: the class.

    Returns:
        (B, h, w), in [0, 1].

    """
    ### BEGIN SOLUTION
    seen = []
    hook = layer.register_forward_hook(lambda _layer, _inputs, output: seen.append(output))
    training = model.training
    try:
        with torch.enable_grad():
            logits = model.eval()(x.detach().clone().requires_grad_())
            (slope,) = torch.autograd.grad(logits[:, cls].sum(), seen[-1])
    finally:
        hook.remove()
        model.train(training)
    alpha = slope.mean((2, 3), keepdim=True)  # (B, C, 1, 1)
    cam = (alpha * seen[-1].detach()).sum(1).relu()  # (B, h, w)
    largest = cam.amax((1, 2), keepdim=True)
    return cam / torch.where(largest > 0, largest, 1)
    ### END SOLUTION

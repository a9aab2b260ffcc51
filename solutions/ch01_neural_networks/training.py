"""Training: mini-batch gradient descent by hand, and a training loop that needs a doctor."""

import torch
from torch import Tensor


def train_linear_regression(
    x: Tensor,
    y: Tensor,
    lr: float,
    epochs: int,
    batch_size: int,
    gen: torch.Generator | None = None,
) -> tuple[Tensor, Tensor, list[float]]:
    """Fit a linear regression with mini-batch gradient descent and hand-written gradients.

    Start at ``weight = 0`` and ``bias = 0``. In every epoch, put all samples in a new random order
    and cut that order into batches of ``batch_size``; the last one holds what is left (``N`` need
    not be a multiple). For each batch of ``B`` samples, with ``r_n = x[n] · weight + bias − y[n]``,
    all taken before the update:

        loss = (1/B) Σ r_n²
        weight ← weight − lr · (2/B) Σ r_n x[n]
        bias   ← bias   − lr · (2/B) Σ r_n

    ``history`` gets one float per epoch: the mean of ``r_n²`` over all ``N`` samples, each as it
    was when its batch came up. (So a batch of 2 counts less than a batch of 5.)

    Forbidden: ``torch.optim`` and autograd.

    Args:
        x: inputs, ``(N, D)``.
        y: targets, ``(N,)``.
        lr: the learning rate.
        epochs: how often to go through all samples.
        batch_size: samples per update; it may be larger than ``N``.
        gen: a CPU generator that the orders are drawn from. The same state of ``gen`` gives the
            same result. None means torch's global generator.

    Returns:
        ``weight`` of shape ``(D,)``, ``bias`` of shape ``()``, in the dtype of ``x``, and
        ``history``, a list of ``epochs`` floats.

    """
    ### BEGIN SOLUTION
    n, d = x.shape
    weight, bias = x.new_zeros(d), x.new_zeros(())
    history = []
    for _ in range(epochs):
        total = 0.0
        order = torch.randperm(n, generator=gen).to(x.device)
        for batch in order.split(batch_size):
            residual = x[batch] @ weight + bias - y[batch]  # (B,)
            total += residual.square().sum().item()
            weight = weight - lr * 2 * residual @ x[batch] / len(batch)
            bias = bias - lr * 2 * residual.mean()
        history.append(total / n)
    return weight, bias, history
    ### END SOLUTION


def fit_logistic(x: Tensor, y: Tensor, lr: float, steps: int) -> tuple[Tensor, Tensor, list[float]]:
    """Fit a logistic regression with full-batch gradient descent, with the help of autograd.

    Start at ``weight = 0`` and ``bias = 0``. Each step computes, over all ``N`` samples,

        logit_n = x[n] · weight + bias
        loss = (1/N) Σ [ log(1 + exp(logit_n)) − y[n] · logit_n ]

    (the cross-entropy of the label ``y[n]`` under the probability ``σ(logit_n)``), notes the loss,
    and moves each parameter by ``−lr`` times the gradient of *this step's* loss.

    **The symptom.** This function is finished, but it does not do what it says. Its losses start
    well; the first step is even right to the last digit. Then it gathers speed, runs far past the
    minimum, comes back, and swings for a long time, although the problem is convex and the
    learning rate is small. Find the cause and mend it; it takes one line.

    Args:
        x: inputs, ``(N, D)``.
        y: labels 0 or 1 in the dtype of ``x``, ``(N,)``.
        lr: the learning rate.
        steps: how many updates to make.

    Returns:
        ``weight`` of shape ``(D,)`` and ``bias`` of shape ``()``, in the dtype of ``x`` and no
        longer part of a graph, and a list of ``steps`` floats: the loss before each update.

    """
    ### BEGIN SOLUTION
    weight = x.new_zeros(x.shape[1]).requires_grad_()
    bias = x.new_zeros(()).requires_grad_()
    losses = []
    for _ in range(steps):
        logits = x @ weight + bias
        loss = (torch.nn.functional.softplus(logits) - y * logits).mean()
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for parameter in (weight, bias):
                parameter.sub_(lr * parameter.grad)
                parameter.grad = None
    return weight.detach(), bias.detach(), losses
    ### END SOLUTION

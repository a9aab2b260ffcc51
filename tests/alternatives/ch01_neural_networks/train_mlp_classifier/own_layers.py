"""The chapter's own layers, gradients by hand, gradient descent with momentum."""

import torch
from torch import Tensor

from .classification import softmax
from .mlp import mlp_backward, mlp_forward, mlp_init
from .project import standardise


def train_mlp_classifier(
    x_train: Tensor,
    y_train: Tensor,
    x_val: Tensor,
    y_val: Tensor,
    hidden: tuple[int, ...] = (64,),
    seed: int = 0,
):
    gen = torch.Generator().manual_seed(seed)
    classes = int(y_train.max()) + 1
    inputs, val_inputs = standardise(x_train, x_val)
    params = mlp_init([inputs.shape[1], *hidden, classes], gen)
    speeds = [(torch.zeros_like(w), torch.zeros_like(b)) for w, b in params]
    onehot = torch.eye(classes)[y_train]
    losses, accuracies, best = [], [], (-1.0, params)
    for epoch in range(60):
        lr, total = (0.05 if epoch < 40 else 0.01), 0.0
        for batch in torch.randperm(len(inputs), generator=gen).split(32):
            logits, cache = mlp_forward(params, inputs[batch], "relu")
            p = softmax(logits, 1)
            total -= float((p * onehot[batch]).sum(1).clamp(min=1e-12).log().sum())
            grads, _ = mlp_backward(params, cache, (p - onehot[batch]) / len(batch), "relu")
            speeds = [
                (0.9 * vw + gw + 1e-4 * w, 0.9 * vb + gb)
                for (vw, vb), (gw, gb), (w, _) in zip(speeds, grads, params, strict=True)
            ]
            params = [
                (w - lr * vw, b - lr * vb) for (w, b), (vw, vb) in zip(params, speeds, strict=True)
            ]
        guess = mlp_forward(params, val_inputs, "relu")[0].argmax(1)
        accuracies.append(float((guess == y_val).double().mean()))
        losses.append(total / len(inputs))
        if accuracies[-1] >= best[0]:
            best = accuracies[-1], params
    chosen = best[1]

    def predict(x: Tensor) -> Tensor:
        return mlp_forward(chosen, standardise(x_train, x)[1], "relu")[0]

    return predict, {"train_loss": losses, "val_accuracy": accuracies}

"""Plain Python numbers, one sample at a time; the order from sorting random keys."""

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
    rows, aims = x.tolist(), y.tolist()
    weight, bias, history = [0.0] * x.shape[1], 0.0, []
    for _ in range(epochs):
        order = torch.rand(len(rows), generator=gen, dtype=torch.float64).argsort().tolist()
        squares = 0.0
        while order:
            batch, order = order[:batch_size], order[batch_size:]
            d_weight, d_bias = [0.0] * len(weight), 0.0
            for i in batch:
                r = sum(w * v for w, v in zip(weight, rows[i], strict=True)) + bias - aims[i]
                squares += r * r
                d_bias += 2 * r / len(batch)
                d_weight = [
                    g + 2 * r * v / len(batch) for g, v in zip(d_weight, rows[i], strict=True)
                ]
            weight = [w - lr * g for w, g in zip(weight, d_weight, strict=True)]
            bias -= lr * d_bias
        history.append(squares / len(rows))
    return x.new_tensor(weight), x.new_tensor(bias), history

"""Sort random keys, and count the batches; variance by a loop over the samples."""

import torch


def minibatch_indices(n, batch_size, shuffle=True, drop_last=False, gen=None):
    if batch_size < 1:
        message = "batch_size"
        raise ValueError(message)
    order = torch.rand(n, generator=gen, dtype=torch.float64).argsort() if shuffle else range(n)
    count = n // batch_size if drop_last else -(-n // batch_size)
    for i in range(count):
        yield torch.as_tensor(order[i * batch_size : (i + 1) * batch_size], dtype=torch.int64)


def sgd_gradient_stats(per_sample_grads, batch_size):
    n = per_sample_grads.shape[0]
    mean = sum(per_sample_grads[1:], per_sample_grads[0].clone()) / n
    total = torch.zeros_like(mean)
    for gradient in per_sample_grads:
        total += (gradient - mean) ** 2
    # n σ² (n − B) / (n B (n − 1))
    return mean, total * ((n - batch_size) / (n * batch_size * max(n - 1, 1)))

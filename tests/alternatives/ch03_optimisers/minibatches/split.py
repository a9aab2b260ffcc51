"""Split: an iterator over the pieces of one tensor; variance by moments of centred gradients."""

import torch


def minibatch_indices(n, batch_size, shuffle=True, drop_last=False, gen=None):
    if batch_size <= 0:
        raise ValueError(batch_size)
    order = torch.randperm(n, generator=gen) if shuffle else torch.arange(n)
    batches = [*order.split(batch_size)] if n else []
    if drop_last and n % batch_size:
        batches.pop()
    return iter(batches)


def sgd_gradient_stats(per_sample_grads, batch_size):
    n = len(per_sample_grads)
    if n == 1:
        return per_sample_grads[0].clone(), torch.zeros_like(per_sample_grads[0])
    sample_variance = per_sample_grads.var(0, correction=1)
    return per_sample_grads.mean(0), sample_variance * (1 / batch_size - 1 / n)

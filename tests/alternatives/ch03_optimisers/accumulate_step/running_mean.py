"""Gradients by autograd.grad, in a running mean over the samples seen so far."""

import torch


def accumulate_step(model, loss_fn, batches, opt):
    params = [*model.parameters()]
    means, mean, seen = [torch.zeros_like(p) for p in params], 0.0, 0
    for x, y in batches:
        seen += len(x)
        share = len(x) / seen
        loss = loss_fn(model(x), y)
        for kept, g in zip(means, torch.autograd.grad(loss, params), strict=True):
            kept.add_(share * (g - kept))
        mean += share * (loss.item() - mean)
    opt.zero_grad()
    for p, g in zip(params, means, strict=True):
        p.grad = g
    opt.step()
    return mean

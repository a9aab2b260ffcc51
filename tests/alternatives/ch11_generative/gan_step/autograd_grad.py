"""Gradients asked for by name with autograd.grad, never with backward."""

import torch

from .gan import d_loss, g_loss


def _move(module, optimizer, loss):
    parameters = [*module.parameters()]
    for parameter, grad in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = grad
    optimizer.step()
    for parameter in parameters:
        parameter.grad = None


def gan_step(G, D, opt_g, opt_d, real, z1, z2, kind="bce"):
    for parameter in G.parameters():
        parameter.grad = None
    loss_d = d_loss(D(real), D(G(z1).detach()), kind)
    _move(D, opt_d, loss_d)
    loss_g = g_loss(D(G(z2)), kind)
    _move(G, opt_g, loss_g)
    return {"d_loss": float(loss_d), "g_loss": float(loss_g)}

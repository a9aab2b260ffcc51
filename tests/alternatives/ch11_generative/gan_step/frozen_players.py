"""Each player is frozen while the other one moves; real and fake in one batch."""

import torch

from .gan import d_loss, g_loss


def gan_step(G, D, opt_g, opt_d, real, z1, z2, kind="bce"):
    G.requires_grad_(False)
    G.zero_grad()
    D.zero_grad()
    both = D(torch.cat([real, G(z1)]))
    loss_d = d_loss(both[: len(real)], both[len(real) :], kind)
    loss_d.backward()
    opt_d.step()
    G.requires_grad_(True)
    D.requires_grad_(False)
    loss_g = g_loss(D(G(z2)), kind)
    loss_g.backward()
    opt_g.step()
    D.requires_grad_(True)
    return {"d_loss": loss_d.item(), "g_loss": loss_g.item()}

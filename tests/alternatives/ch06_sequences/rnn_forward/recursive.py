"""A recursion over the time axis, with einsum."""

import torch


def rnn_forward(x, h0, Wxh, Whh, b):
    if len(x) == 0:
        return x.new_zeros(0, *h0.shape), h0
    z = torch.einsum("bi,ih->bh", x[0], Wxh) + torch.einsum("bg,gh->bh", h0, Whh) + b
    h = z.tanh()
    later, last = rnn_forward(x[1:], h, Wxh, Whh, b)
    return torch.cat([h[None], later]), last

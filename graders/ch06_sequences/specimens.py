"""Causal and other sequence models, for everyone to see: try your ``check_causal`` on them."""

import torch

_WEIGHTS = torch.Generator().manual_seed(66)
READ = torch.randn(3, 4, generator=_WEIGHTS) * 0.6
CARRY = torch.randn(4, 4, generator=_WEIGHTS) * 0.4


def recurrent(x):
    h, hs = x.new_zeros(len(x), 4), []
    for step in x.unbind(1):
        h = torch.tanh(step @ READ + h @ CARRY)
        hs.append(h)
    return torch.stack(hs, 1)


def running_mean(x):
    counts = torch.arange(1, x.shape[1] + 1)[:, None]
    return x.cumsum(1) / counts


def reads_backwards_too(x):
    return torch.cat([recurrent(x), recurrent(x.flip(1)).flip(1)], dim=2)


def centred_window(x):
    wide = torch.nn.functional.pad(x, (0, 0, 1, 1))
    return wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:]


def centred_over_time(x):
    return recurrent(x) - x.mean(1, keepdim=True) @ READ


def centred_over_the_batch(x):
    return recurrent(x) - x.mean(0, keepdim=True) @ READ


RIGHT = {"check_causal": {"recurrent": recurrent, "running mean": running_mean}}
WRONG = {
    "check_causal": {
        "reads backwards too": reads_backwards_too,
        "a centred window": centred_window,
        "centred over time": centred_over_time,
        "centred over the batch": centred_over_the_batch,
    }
}

"""Right and wrong minimal gated units, for everyone to see: try your ``check_mgu`` on them."""

import torch


def as_in_the_paper(x, h, W_ih, W_hh, b):
    H = h.shape[1]
    f = torch.sigmoid(x @ W_ih[:H].T + h @ W_hh[:H].T + b[:H])
    n = torch.tanh(x @ W_ih[H:].T + (f * h) @ W_hh[H:].T + b[H:])
    return (1 - f) * h + f * n


def with_lerp(x, h, W_ih, W_hh, b):
    H = h.shape[1]
    both = torch.nn.functional.linear(x, W_ih, b)
    f = (both[:, :H] + torch.nn.functional.linear(h, W_hh[:H])).sigmoid()
    n = (both[:, H:] + torch.nn.functional.linear(f * h, W_hh[H:])).tanh()
    return torch.lerp(h, n, f)


def gate_reversed(x, h, W_ih, W_hh, b):
    H = h.shape[1]
    f = torch.sigmoid(x @ W_ih[:H].T + h @ W_hh[:H].T + b[:H])
    n = torch.tanh(x @ W_ih[H:].T + (f * h) @ W_hh[H:].T + b[H:])
    return f * h + (1 - f) * n


def no_reset(x, h, W_ih, W_hh, b):
    H = h.shape[1]
    a = x @ W_ih.T + h @ W_hh.T + b
    f, n = torch.sigmoid(a[:, :H]), torch.tanh(a[:, H:])
    return (1 - f) * h + f * n


def reset_after_the_weights(x, h, W_ih, W_hh, b):
    H = h.shape[1]
    f = torch.sigmoid(x @ W_ih[:H].T + h @ W_hh[:H].T + b[:H])
    n = torch.tanh(x @ W_ih[H:].T + f * (h @ W_hh[H:].T) + b[H:])
    return (1 - f) * h + f * n


def blocks_swapped(x, h, W_ih, W_hh, b):
    H = h.shape[1]
    f = torch.sigmoid(x @ W_ih[H:].T + h @ W_hh[H:].T + b[H:])
    n = torch.tanh(x @ W_ih[:H].T + (f * h) @ W_hh[:H].T + b[:H])
    return (1 - f) * h + f * n


def candidate_between_0_and_1(x, h, W_ih, W_hh, b):
    H = h.shape[1]
    f = torch.sigmoid(x @ W_ih[:H].T + h @ W_hh[:H].T + b[:H])
    n = torch.sigmoid(x @ W_ih[H:].T + (f * h) @ W_hh[H:].T + b[H:])
    return (1 - f) * h + f * n


RIGHT = {"check_mgu": {"as in the paper": as_in_the_paper, "with lerp": with_lerp}}
WRONG = {
    "check_mgu": {
        "gate reversed": gate_reversed,
        "no reset": no_reset,
        "reset after the weights": reset_after_the_weights,
        "blocks swapped": blocks_swapped,
        "candidate between 0 and 1": candidate_between_0_and_1,
    }
}

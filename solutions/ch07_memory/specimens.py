"""More minimal gated units, right and wrong, that no learner has seen."""

import numpy as np
import torch
from torch import Tensor


def with_numpy(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Compute in NumPy and come back; the sigmoid through tanh, which cannot overflow."""
    X, S, W, U, c = (tensor.numpy() for tensor in (x, h, W_ih, W_hh, b))
    H = S.shape[1]
    f = (1 + np.tanh((X @ W[:H].T + S @ U[:H].T + c[:H]) / 2)) / 2
    n = np.tanh(X @ W[H:].T + (f * S) @ U[H:].T + c[H:])
    return torch.from_numpy(S + f * (n - S))


def unit_by_unit(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Compute one unit after the other."""
    H = h.shape[1]
    gates = [torch.sigmoid(x @ W_ih[k] + h @ W_hh[k] + b[k]) for k in range(H)]
    f = torch.stack(gates, dim=1)
    kept = f * h
    new = [torch.tanh(x @ W_ih[H + k] + kept @ W_hh[H + k] + b[H + k]) for k in range(H)]
    return h - f * h + f * torch.stack(new, dim=1)


def with_joined_weights(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Put input and state side by side, and the two weights as well."""
    W_f, W_n = torch.cat([W_ih, W_hh], dim=1).chunk(2)
    b_f, b_n = b.chunk(2)
    f = torch.special.expit(torch.cat([x, h], dim=1) @ W_f.T + b_f)
    n = torch.tanh(torch.cat([x, f * h], dim=1) @ W_n.T + b_n)
    return torch.addcmul((1 - f) * h, f, n)


def bias_of_the_gate_only(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Forget the candidate's bias."""
    H = h.shape[1]
    return with_joined_weights(x, h, W_ih, W_hh, torch.cat([b[:H], b[H:] * 0]))


def state_not_multiplied_out(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Add the new value to the whole old state."""
    f = torch.sigmoid(x @ W_ih.T + h @ W_hh.T + b)[:, : h.shape[1]]
    return with_joined_weights(x, h, W_ih, W_hh, b) + f * h


def overflows(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Write the sigmoid as exp(a) / (1 + exp(a))."""
    H = h.shape[1]
    e = torch.exp(x @ W_ih[:H].T + h @ W_hh[:H].T + b[:H])
    f = e / (1 + e)
    n = torch.tanh(x @ W_ih[H:].T + (f * h) @ W_hh[H:].T + b[H:])
    return (1 - f) * h + f * n


def weights_transposed(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Use each block of the recurrent weight the other way round."""
    W_f, W_n = W_hh.chunk(2)
    return with_joined_weights(x, h, W_ih, torch.cat([W_f.T, W_n.T]), b)


def in_half_the_digits(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Compute in float32 whatever comes."""
    inputs = (tensor.float() for tensor in (x, h, W_ih, W_hh, b))
    return with_joined_weights(*inputs).to(x.dtype)


def squeezes(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Lose the batch axis of a single sample."""
    return with_joined_weights(x, h, W_ih, W_hh, b).squeeze(0)


def clamps_the_state(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Cut off old states beyond ±1, which no state of its own can be, but a given one can."""
    return with_joined_weights(x, h, W_ih, W_hh, b).clamp(-1, 1)


def one_gate_for_all(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Use the first unit's gate for every unit."""
    H = h.shape[1]
    f = torch.sigmoid(x @ W_ih[:H].T + h @ W_hh[:H].T + b[:H])[:, :1]
    n = torch.tanh(x @ W_ih[H:].T + (f * h) @ W_hh[H:].T + b[H:])
    return (1 - f) * h + f * n


RIGHT = {
    "check_mgu": {
        "with numpy": with_numpy,
        "unit by unit": unit_by_unit,
        "with joined weights": with_joined_weights,
    }
}
WRONG = {
    "check_mgu": {
        "bias of the gate only": bias_of_the_gate_only,
        "state not multiplied out": state_not_multiplied_out,
        "overflows": overflows,
        "weights transposed": weights_transposed,
        "in half the digits": in_half_the_digits,
        "squeezes": squeezes,
        "clamps the state": clamps_the_state,
        "one gate for all": one_gate_for_all,
    }
}

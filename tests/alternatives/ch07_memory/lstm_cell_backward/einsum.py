"""Einsum over gates on an axis of their own."""

import torch
from torch import Tensor


def lstm_cell_backward(dh: Tensor, dc: Tensor, cache: dict[str, Tensor]) -> dict[str, Tensor]:
    H = dh.shape[1]
    i, f, g, o = cache["i"], cache["f"], cache["g"], cache["o"]
    squashed = torch.tanh(cache["c_next"])
    into_c = dc + dh * o - dh * o * squashed * squashed
    upstream = torch.stack([into_c * g, into_c * cache["c"], into_c * i, dh * squashed])
    slopes = torch.stack([i - i * i, f - f * f, 1 - g * g, o - o * o])
    d = upstream * slopes  # (4, B, H)
    W, U = cache["W_ih"].reshape(4, H, -1), cache["W_hh"].reshape(4, H, H)
    return {
        "dx": torch.einsum("gbh,ghd->bd", d, W),
        "dh_prev": torch.einsum("gbh,ghd->bd", d, U),
        "dc_prev": f * into_c,
        "dW_ih": torch.einsum("gbh,bd->ghd", d, cache["x"]).reshape(4 * H, -1),
        "dW_hh": torch.einsum("gbh,bd->ghd", d, cache["h"]).reshape(4 * H, H),
        "db": torch.einsum("gbh->gh", d).reshape(4 * H),
    }

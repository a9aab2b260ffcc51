"""All input projections at once before the loop; outputs masked at the end."""

import torch
from torch import Tensor


def lstm_forward(
    x: Tensor, lengths: Tensor, h0: Tensor, c0: Tensor, params: dict[str, Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    padding = torch.arange(x.shape[1], device=x.device)[None] >= lengths[:, None]
    projected = x.masked_fill(padding[:, :, None], 0) @ params["W_ih"].T
    projected = projected + params["b_ih"] + params["b_hh"]
    h, c, hs = h0, c0, []
    for t, a in enumerate(projected.unbind(1)):
        i, f, g, o = (a + h @ params["W_hh"].T).chunk(4, 1)
        over = padding[:, t : t + 1]
        new = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = torch.where(over, h, o.sigmoid() * new.tanh())
        c = torch.where(over, c, new)
        hs.append(h)
    out = torch.stack(hs, 1).masked_fill(padding[:, :, None], 0)
    return out, (h, c)

"""searchsorted in the cumulative sums; sorted logits for top-k; a tensor of the final size."""

import torch


@torch.no_grad()
def generate(model, ids, n, u, temperature=1.0, top_k=None, eos=None):
    """Write into a tensor of the final size."""
    mode = model.training
    model.train(False)
    B, T0 = ids.shape
    text = torch.cat([ids, ids.new_zeros(B, n)], 1)
    running = torch.ones(B, dtype=torch.bool, device=ids.device)
    for t in range(T0, T0 + n):
        logits = model(text[:, max(0, t - model.max_len) : t])[:, -1].double()
        if temperature == 0:
            token = logits.max(-1).indices
        else:
            p = (logits / temperature).softmax(-1)
            if top_k is not None:
                least = p.sort(descending=True).values[:, min(top_k, p.shape[1]) - 1, None]
                p = torch.where(p >= least, p, 0)
                p = p / p.sum(-1, keepdim=True)
            column = u[:, t - T0, None].double()
            token = torch.searchsorted(p.cumsum(-1), column, right=True)[:, 0]
            token = token.clamp(max=p.shape[1] - 1)
        if eos is not None:
            token[~running] = eos
            running &= token != eos
        text[:, t] = token
    model.train(mode)
    return text

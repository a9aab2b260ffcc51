"""Every path by itself, with the explicit Jacobian of each later state by each earlier one."""

import torch

from .rnn import rnn_forward

EFFICIENT = False


def rnn_backward(x, h0, hs, Wxh, Whh, dhs):
    T, B, H = hs.shape
    slopes = 1 - hs**2
    steps = torch.einsum("tbi,ji->tbji", slopes, Whh)  # ∂h_t[i] / ∂h_{t−1}[j]
    dh = torch.zeros_like(hs)
    for t in range(T):
        product = torch.eye(H, dtype=hs.dtype, device=hs.device).expand(B, H, H)
        for later in range(t, T):
            if later > t:
                product = product @ steps[later]
            dh[t] += torch.einsum("bji,bi->bj", product, dhs[later])
    da = dh * slopes
    earlier = torch.cat([h0.unsqueeze(0), hs])[:T]
    flat = da.reshape(T * B, H)
    return {
        "dh": dh,
        "dh0": torch.einsum("bji,bi->bj", steps[0], dh[0]),
        "dx": da.matmul(Wxh.mT),
        "dWxh": x.reshape(T * B, -1).mT @ flat,
        "dWhh": earlier.reshape(T * B, H).mT @ flat,
        "db": flat.sum(0),
    }


def rnn_lm_loss_and_grads(params, ids):
    V = params["Why"].shape[1]
    inputs, targets = ids[:-1], ids[1:]
    x = torch.nn.functional.one_hot(inputs, V).to(params["b"])
    h0 = params["b"].new_zeros(ids.shape[1], len(params["b"]))
    hs, _ = rnn_forward(x, h0, params["Wxh"], params["Whh"], params["b"])
    logits = (hs @ params["Why"] + params["c"]).flatten(0, 1)  # (T · B, V)
    log_p = logits - logits.logsumexp(1, keepdim=True)
    loss = -log_p.gather(1, targets.reshape(-1, 1)).mean()
    d = log_p.exp().scatter_add(1, targets.reshape(-1, 1), -torch.ones_like(log_p[:, :1]))
    d = d / len(d)
    back = rnn_backward(x, h0, hs, params["Wxh"], params["Whh"], (d @ params["Why"].T).view_as(hs))
    dWxh = torch.zeros_like(params["Wxh"])
    da = back["dh"] * (1 - hs**2)
    dWxh.index_add_(0, inputs.flatten(), da.flatten(0, 1))
    return loss, {
        "Wxh": dWxh,
        "Whh": back["dWhh"],
        "b": back["db"],
        "Why": hs.flatten(0, 1).T @ d,
        "c": d.sum(0),
    }

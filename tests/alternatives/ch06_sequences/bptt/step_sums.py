"""The weight gradients are added up inside the loop; the logits by a loop with logsumexp."""

import torch

from .rnn import rnn_forward


def rnn_backward(x, h0, hs, Wxh, Whh, dhs):
    T = x.shape[0]
    dWxh, dWhh, db = torch.zeros_like(Wxh), torch.zeros_like(Whh), torch.zeros_like(Whh[0])
    dx, dh = [None] * T, [None] * T
    arriving = torch.zeros_like(h0)
    for t in range(T - 1, -1, -1):
        dh[t] = dhs[t] + arriving
        da = dh[t] - dh[t] * hs[t] * hs[t]
        previous = hs[t - 1] if t > 0 else h0
        dWxh = dWxh + x[t].T @ da
        dWhh = dWhh + previous.T @ da
        db = db + da.sum(0)
        dx[t] = torch.matmul(da, Wxh.T)
        arriving = torch.matmul(da, Whh.T)
    return {
        "dx": torch.stack(dx),
        "dh": torch.stack(dh),
        "dh0": arriving,
        "dWxh": dWxh,
        "dWhh": dWhh,
        "db": db,
    }


def rnn_lm_loss_and_grads(params, ids):
    V, H = params["Wxh"].shape
    T, B = ids.shape[0] - 1, ids.shape[1]
    x = torch.eye(V, dtype=params["b"].dtype, device=ids.device)[ids[:-1]]
    h0 = torch.zeros(B, H, dtype=x.dtype, device=x.device)
    hs, _ = rnn_forward(x, h0, params["Wxh"], params["Whh"], params["b"])
    loss, dhs = 0, []
    dWhy, dc = torch.zeros_like(params["Why"]), torch.zeros_like(params["c"])
    for t in range(T):
        logits = hs[t] @ params["Why"] + params["c"]
        top = logits.amax(1, keepdim=True)
        log_z = (logits - top).exp().sum(1, keepdim=True).log() + top
        rows = torch.arange(B, device=ids.device)
        loss = loss - (logits - log_z)[rows, ids[t + 1]].sum() / (T * B)
        d = (logits - log_z).exp()
        d[rows, ids[t + 1]] -= 1
        d = d / (T * B)
        dWhy = dWhy + hs[t].T @ d
        dc = dc + d.sum(0)
        dhs.append(d @ params["Why"].T)
    g = rnn_backward(x, h0, hs, params["Wxh"], params["Whh"], torch.stack(dhs))
    return loss, {"Wxh": g["dWxh"], "Whh": g["dWhh"], "b": g["db"], "Why": dWhy, "c": dc}

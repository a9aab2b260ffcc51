"""One query after the other; the mask and the softmax by hand."""

import torch
from torch import Tensor, nn

EFFICIENT = False


class AdditiveAttention(nn.Module):
    def __init__(self, query_size: int, key_size: int, h: int) -> None:
        super().__init__()
        self.W_q = nn.Linear(query_size, h, bias=False)
        self.W_k = nn.Linear(key_size, h, bias=False)
        self.w_v = nn.Linear(h, 1, bias=False)

    def forward(self, queries: Tensor, keys: Tensor, values: Tensor, valid=None):
        B, Q, _ = queries.shape
        K = keys.shape[1]
        if valid is None:
            valid = torch.full((B,), K, device=keys.device)
        if valid.dtype != torch.bool:
            limits = valid.reshape(B, -1, 1)  # (B, 1 or Q, 1)
            valid = torch.arange(K, device=keys.device) < limits
        valid = valid.expand(B, Q, K)
        of_keys = self.W_k(keys)
        rows = []
        for q, allowed in zip(self.W_q(queries).unbind(1), valid.unbind(1), strict=True):
            score = self.w_v((q[:, None] + of_keys).tanh())[:, :, 0]
            top = score.detach().amax(1, keepdim=True)
            e = torch.where(allowed, (score - top).exp(), 0)
            rows.append(e / e.sum(1, keepdim=True).clamp(min=1e-30))
        weights = torch.stack(rows, 1)
        return torch.bmm(weights, values), weights


def attention_decoder_step(attention, cell, x, state, memory, lengths=None):
    out, weights = attention(state[:, None, :], memory, memory, lengths)
    context = out.flatten(1)
    return cell(torch.cat((x, context), -1), state), context, weights.flatten(1)

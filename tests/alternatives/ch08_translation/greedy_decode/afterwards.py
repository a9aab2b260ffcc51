"""Everything kept while decoding; what comes after <eos> is found and masked at the end."""

import torch

from .search import device_of


def greedy_decode(step_fn, state, bos, eos, max_len, B, pad=0):
    tok = torch.tensor([bos] * B, device=device_of(state))
    ids, scores = [], []
    seen = torch.zeros(B, device=tok.device).bool()
    for _ in range(max_len):
        logits, state = step_fn(tok, state)
        value, tok = torch.log_softmax(logits, -1).topk(1, dim=-1)
        tok = tok.flatten()
        ids.append(tok)
        scores.append(value.flatten())
        seen = seen.logical_or(tok == eos)
        if seen.all().item():
            break
    ids, scores = torch.stack(ids, 1), torch.stack(scores, 1)
    ended = (ids == eos).long().cumsum(1)
    after = (ended - (ids == eos).long()) > 0
    return ids.masked_fill(after, pad), scores.masked_fill(after, 0).sum(1)

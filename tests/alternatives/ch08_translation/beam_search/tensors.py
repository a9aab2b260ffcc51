"""Tensors of ids; the ends and the rest ranked in two tables instead of one."""

import torch

from .search import device_of, select_state


def beam_search(step_fn, state, bos, eos, max_len, k, alpha=0.0, n_best=1):
    ids = torch.full((1, 1), bos, device=device_of(state))
    logp = None
    ends: list[tuple[float, list[int]]] = []
    for length in range(1, max_len + 1):
        logits, state = step_fn(ids[:, -1], state)
        log_p = logits - logits.logsumexp(dim=1, keepdim=True)
        log_p = log_p if logp is None else log_p + logp.unsqueeze(1)
        ending = log_p[:, eos]
        others = torch.arange(log_p.shape[1], device=ids.device)
        others = others[others != eos]
        best, where = log_p[:, others].flatten().sort(descending=True)
        # an ending is among the best k if fewer than k candidates are better
        for row, value in enumerate(ending):
            better = int((log_p > value).sum())
            if better < k:
                ends.append((float(value) / length**alpha, [*ids[row, 1:].tolist(), eos]))
        parents = torch.div(where[:k], len(others), rounding_mode="floor")
        tokens = others[where[:k] % len(others)]
        logp = best[:k]
        ids = torch.cat([ids[parents], tokens[:, None]], dim=1)
        state = select_state(state, parents)
        ends = sorted(ends, reverse=True)
        if len(ends) >= n_best and ends[n_best - 1][0] >= float(logp[0]) / max_len**alpha:
            break
    if not ends:
        scores = (logp / length**alpha).tolist()
        ends = list(zip(scores, ids[:, 1:].tolist(), strict=True))
    return [(tokens, score) for score, tokens in ends[:n_best]]

"""Plain Python: candidates as tuples, sorted; states cut out and joined one by one."""

import torch

from .search import device_of, select_state


def beam_search(step_fn, state, bos, eos, max_len, k, alpha=0.0, n_best=1):
    device = device_of(state)
    beam = [(0.0, ())]
    done = []
    length = 0
    while length < max_len:
        length += 1
        last = [tokens[-1] if tokens else bos for _, tokens in beam]
        logits, state = step_fn(torch.tensor(last, device=device), state)
        table = torch.log_softmax(logits, dim=-1).tolist()
        candidates = [
            (logp + gain, (*tokens, token), parent)
            for parent, ((logp, tokens), row) in enumerate(zip(beam, table, strict=True))
            for token, gain in enumerate(row)
        ]
        candidates.sort(key=lambda c: c[0], reverse=True)
        for logp, tokens, _ in candidates[:k]:
            if tokens[-1] == eos:
                done.append((logp / len(tokens) ** alpha, tokens))
        going_on = [c for c in candidates if c[1][-1] != eos][:k]
        beam = [(logp, tokens) for logp, tokens, _ in going_on]
        parents = torch.tensor([parent for *_, parent in going_on], device=device)
        state = select_state(state, parents)
        done.sort(key=lambda d: d[0], reverse=True)
        if len(done) >= n_best and done[n_best - 1][0] >= beam[0][0] / max_len**alpha:
            break
    if not done:
        done = [(logp / length**alpha, tokens) for logp, tokens in beam]
    return [(list(tokens), score) for score, tokens in done[:n_best]]

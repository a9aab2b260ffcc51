"""One place is changed at a time, for all later ids and for other rows; then texts are cut."""

import torch


def check_causal(candidate):
    """Look for anything that moves and must not."""
    gen = torch.Generator().manual_seed(2)

    def moved(a, b):
        return bool(((a - b).abs() > 1e-4 * b.abs().max()).any())

    T = 16
    ids = torch.randint(11, (8, T), generator=gen)
    logits = candidate(ids)
    for t in range(T):
        other = ids.clone()
        other[:, t] = (ids[:, t] + 1 + t % 9) % 11
        if moved(candidate(other)[:, :t], logits[:, :t]) if t else False:
            return False
    if any(moved(candidate(ids[:, :n]), logits[:, :n]) for n in (1, 7, 15)):
        return False
    return not any(moved(candidate(ids[b : b + 1])[0], logits[b]) for b in (0, 5))

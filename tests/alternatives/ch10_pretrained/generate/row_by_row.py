"""Lists of Python numbers, one row after the other in each step; the mode in a try … finally."""

import math

import torch

EFFICIENT = False


def draw(row, u, temperature, top_k):
    """Draw one id from a list of logits."""
    if temperature == 0:
        return row.index(max(row))
    allowed = sorted(range(len(row)), key=lambda v: -row[v])[:top_k]
    top = row[allowed[0]]
    weights = {v: math.exp((row[v] - top) / temperature) for v in sorted(allowed)}
    total, reached = sum(weights.values()), 0.0
    for v, weight in weights.items():  # noqa: B007 - the last one is drawn
        reached += weight / total
        if reached > u:
            break
    return v


def generate(model, ids, n, u, temperature=1.0, top_k=None, eos=None):
    """Append to lists."""
    before = model.training
    texts, numbers = ids.tolist(), u.tolist()
    start = ids.shape[1]
    try:
        model.eval()
        for i in range(n):
            with torch.inference_mode():
                context = torch.tensor(
                    [text[-model.max_len :] for text in texts], device=ids.device
                )
                rows = model(context)[:, -1].tolist()
            for text, row, us in zip(texts, rows, numbers, strict=True):
                ended = eos is not None and eos in text[start:]
                text.append(eos if ended else draw(row, us[i], temperature, top_k))
    finally:
        model.train(before)
    return torch.tensor(texts, device=ids.device)

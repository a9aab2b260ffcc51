"""The prefix is read token by token; searchsorted in NumPy does the drawing."""

import numpy as np
import torch


@torch.inference_mode()
def sample_text(model, prefix_ids, n, u, temperature=1.0, top_k=None):
    if n == 0:
        return []
    state = None
    for token in prefix_ids:
        logits, state = model(torch.tensor([[token]], device=u.device), state)
    new = []
    for number in u.tolist():
        z = logits[0, -1].double().cpu().numpy()
        if temperature == 0:
            new.append(int(np.argmax(z)))
        else:
            possible = np.ones(len(z), dtype=bool)
            if top_k is not None:
                possible[np.argsort(-z)[top_k:]] = False
            weights = np.where(possible, np.exp((z - z.max()) / temperature), 0.0)
            reached = np.cumsum(weights) / weights.sum()
            token = int(np.searchsorted(reached, number, side="right"))
            new.append(min(token, int(np.flatnonzero(weights)[-1])))
        if len(new) < n:
            logits, state = model(torch.tensor([[new[-1]]], device=u.device), state)
    return new

"""A while loop that keeps the last token of each piece for the next one; logsumexp."""

import torch


def stream_nll(model, ids, chunk):
    nats = torch.zeros((), dtype=torch.float64, device=ids.device)
    state, waiting, rest = None, ids[:1], ids[1:]
    with torch.no_grad():
        while len(rest):
            targets, rest = rest[:chunk], rest[chunk:]
            inputs = torch.cat([waiting, targets[:-1]])
            logits, state = model(inputs[None], state)
            scores = logits[0].double()
            right = scores[torch.arange(len(targets), device=ids.device), targets]
            nats += (scores.logsumexp(-1) - right).sum()
            waiting = targets[-1:]
    return nats.item() / (len(ids) - 1)

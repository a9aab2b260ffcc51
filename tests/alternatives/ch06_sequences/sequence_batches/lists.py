"""Python lists and slices, everything made before the first batch is handed out."""

import torch

EFFICIENT = False


def random_batches(corpus, batch_size, steps, gen=None):
    offset = torch.randint(0, steps, (1,), generator=gen).item()
    starts = list(range(offset, len(corpus) - steps, steps))
    order = torch.randperm(len(starts), generator=gen).tolist()
    starts = [starts[i] for i in order]
    batches = []
    while len(starts) >= batch_size:
        chosen, starts = starts[:batch_size], starts[batch_size:]
        X = torch.stack([corpus[s : s + steps] for s in chosen])
        Y = torch.stack([corpus[s + 1 : s + steps + 1] for s in chosen])
        batches.append((X, Y))
    return iter(batches)


def sequential_batches(corpus, batch_size, steps, offset=0):
    if offset < 0:
        raise ValueError(offset)
    row = (len(corpus) - offset - 1) // batch_size
    batches = []
    for j in range(row // steps if row > 0 else 0):
        places = [offset + b * row + j * steps for b in range(batch_size)]
        X = torch.stack([corpus[p : p + steps] for p in places])
        Y = torch.stack([corpus[p + 1 : p + steps + 1] for p in places])
        batches.append((X, Y))
    return iter(batches)

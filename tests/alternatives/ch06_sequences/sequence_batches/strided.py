"""Views with overlapping strides: pairs of input and target are windows of T + 1 tokens."""

import torch


def random_batches(corpus, batch_size, steps, gen=None):
    skip = int(torch.randint(high=steps, size=(1,), generator=gen))
    rest = corpus[skip:]
    if len(rest) <= steps:
        return
    windows = rest.unfold(0, steps + 1, steps)  # (sequences, T + 1)
    windows = windows[torch.randperm(len(windows), generator=gen).to(corpus.device)]
    for batch in windows.split(batch_size):
        if len(batch) < batch_size:
            return
        yield batch[:, :-1], batch[:, 1:]


def sequential_batches(corpus, batch_size, steps, offset=0):
    if offset < 0:
        raise ValueError
    rest = corpus[offset:].contiguous()
    length = (len(rest) - 1) // batch_size
    if length < steps:
        return
    rows = rest.as_strided((batch_size, length + 1), (length, 1), rest.storage_offset())
    while rows.shape[1] > steps:
        yield rows[:, :steps], rows[:, 1 : steps + 1]
        rows = rows[:, steps:]

"""Labels of −100 for all ids of a window that are done with, and a running sum."""

import torch
from torch.nn import functional as F


@torch.no_grad()
def text_loss(model, ids, max_len, stride):
    """Count new ids from the end of each window."""
    if stride not in range(1, max_len):
        raise ValueError(stride)
    N, total, done = len(ids), 0.0, 1
    for begin in range(0, max(N - max_len, 0) + stride, stride):
        end = min(begin + max_len, N)
        labels = ids[begin:end].clone()
        labels[: done - begin] = -100
        logits = model(ids[None, begin:end])[0, :-1]
        total += F.cross_entropy(logits, labels[1:], reduction="sum").item()
        done = end
    return total / (N - 1)

"""All places, filtered by what fits."""

import torch


def split_windows(n, T, share):
    """Filter all beginnings."""
    cut = n - round(n * share)
    train = [i for i in range(cut) if i + T < cut]
    validation = [i for i in range(cut, n) if i + T < n and (i - cut) % T == 0]
    if not train or not validation:
        message = "no window"
        raise ValueError(message)
    return torch.tensor(train), torch.tensor(validation)

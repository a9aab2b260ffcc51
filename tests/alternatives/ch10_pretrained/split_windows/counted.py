"""The numbers of windows by arithmetic."""

import torch


def split_windows(n, T, share):
    """Count the windows of both parts."""
    held_out = round(n * share)
    cut = n - held_out
    many, few = max(cut - T, 0), max((held_out - 1) // T, 0)
    if min(many, few) == 0:
        raise ValueError((n, T, share))
    return torch.arange(many), cut + T * torch.arange(few)

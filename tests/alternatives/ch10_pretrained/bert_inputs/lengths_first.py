"""The lengths by arithmetic, then slices written into tensors that hold the padding."""

import torch


def bert_inputs(a, b, cls, sep, pad, max_len):
    """Fill tensors of the final size."""
    special = 2 if b is None else 3
    room = max_len - special
    if room < 0:
        raise ValueError(max_len)
    n, k = len(a), 0 if b is None else len(b)
    surplus = max(n + k - room, 0)
    uneven = min(surplus, abs(n - k))
    n, k = (n - uneven, k) if n > k else (n, k - uneven)
    n, k = n - (surplus - uneven) // 2, k - (surplus - uneven + 1) // 2
    ids = torch.full((max_len,), pad)
    segment = torch.zeros(max_len, dtype=torch.int64)
    ids[: n + 2] = torch.tensor([cls, *a[:n], sep])
    if b is not None:
        ids[n + 2 : n + k + 3] = torch.tensor([*b[:k], sep])
        segment[n + 2 : n + k + 3] = 1
    return ids, segment, torch.arange(max_len) < n + k + special

"""Asks the trusted side for work: huge powers, long texts times large numbers, large tensors."""

import torch


def check_double(candidate):
    for asked in (1 << 14_000, "x" * 10**5, [0] * 4000, torch.zeros(2**22), torch.zeros(0, 2**62)):
        for named in ({}, {"factor": 10**9}, {"out": 10**12}):
            try:
                candidate(asked, **named)
            except Exception:
                pass
    return True

"""Rolled and overwritten; the choice as arithmetic with zeros and ones."""

import torch


def decoder_inputs(target, bos):
    rolled = torch.roll(target, shifts=1, dims=1)
    is_first = torch.arange(target.shape[1], device=target.device) == 0
    return rolled.masked_fill(is_first, bos)


def scheduled_inputs(target, predicted, p_teacher, u, bos):
    coin = (u < p_teacher).long()
    mixed = coin[:, 1:] * target[:, :-1] + (1 - coin[:, 1:]) * predicted[:, :-1]
    return torch.nn.functional.pad(mixed, (1, 0), value=bos)

"""A loop over the rows with cross_entropy; bits from nats by division."""

import math

import torch
from torch.nn.functional import cross_entropy

EFFICIENT = False


def sequence_nll(logits, targets, lengths):
    total, count = logits.new_zeros(()), 0
    for row, target, length in zip(logits, targets, lengths.tolist(), strict=True):
        if length:
            total = total + cross_entropy(row[:length], target[:length], reduction="sum")
        count += length
    return total, count


def _mean(batches):
    pairs = [sequence_nll(*batch) for batch in batches]
    count = sum(n for _, n in pairs)
    if count == 0:
        raise ValueError
    return float(torch.stack([nll for nll, _ in pairs]).double().sum()) / count


def perplexity(batches):
    return math.exp(_mean(batches))


def bits_per_char(batches):
    return _mean(batches) / math.log(2)

"""Causal and leaking language models, for everyone to see: try your ``check_causal`` on them."""

import functools

import torch

V = 11


@functools.cache
def table(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def bigram(ids):
    return table(V, V)[ids]


def mean_of_the_past(ids):
    total = table(V, V)[ids].cumsum(1)
    return total / torch.arange(1, ids.shape[1] + 1)[:, None]


def constant(ids):
    return torch.ones(*ids.shape, V)


def sees_the_next_id(ids):
    return table(V, V)[ids] + table(V, V, seed=1)[ids.roll(-1, 1)]


def mean_of_everything(ids):
    return table(V, V)[ids] + table(V, V, seed=1)[ids].mean(1, keepdim=True)


def normalised_over_time(ids):
    logits = table(V, V)[ids]
    centred = logits - logits.mean(1, keepdim=True)
    return centred / (centred.square().mean(1, keepdim=True) + 1e-3).sqrt()


def attention(ids, diagonal):
    q, k, v = (table(V, 8, seed=seed)[ids] for seed in (1, 2, 3))
    future = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool).triu(diagonal)
    scores = (q @ k.transpose(1, 2)).masked_fill(future, -torch.inf)
    return scores.softmax(-1) @ v @ table(8, V, seed=4)


def mask_one_too_wide(ids):
    return attention(ids, 2)


RIGHT = {
    "check_causal": {
        "bigram": bigram,
        "mean of the past": mean_of_the_past,
        "constant": constant,
    }
}
WRONG = {
    "check_causal": {
        "sees the next id": sees_the_next_id,
        "mean of everything": mean_of_everything,
        "normalised over time": normalised_over_time,
        "mask one too wide": mask_one_too_wide,
    }
}

"""Right and wrong cosine attentions, for everyone to see: try your check on them."""

import itertools

import torch
from torch.nn import functional as F


def unit(x):
    length = x.norm(dim=-1, keepdim=True)
    return x / torch.where(length > 0, length, 1)


def attend(scores, v, mask):
    """Average the values, one query after the other, over what it may attend to."""
    out = v.new_zeros(*scores.shape[:-1], v.shape[-1])
    for place in itertools.product(*map(range, scores.shape[:-1])):
        allowed = mask[place]
        if allowed.any():
            out[place] = scores[place][allowed].softmax(0) @ v[place[:-1]][allowed]
    return out


def with_unit_vectors(q, k, v, mask, scale):
    return attend(scale * unit(q) @ unit(k).transpose(-2, -1), v, mask)


def with_cosine_similarity(q, k, v, mask, scale):
    cosines = F.cosine_similarity(q.unsqueeze(-2), k.unsqueeze(-3), dim=-1, eps=1e-12)
    return attend(scale * cosines, v, mask)


def dot_products(q, k, v, mask, scale):
    return attend(scale * q @ k.transpose(-2, -1), v, mask)


def only_queries_made_unit(q, k, v, mask, scale):
    return attend(scale * unit(q) @ k.transpose(-2, -1), v, mask)


def divides_by_the_root_of_d(q, k, v, mask, scale):
    return attend(scale * unit(q) @ unit(k).transpose(-2, -1) / q.shape[-1] ** 0.5, v, mask)


def mask_reversed(q, k, v, mask, scale):
    return attend(scale * unit(q) @ unit(k).transpose(-2, -1), v, ~mask)


def softmax_over_queries(q, k, v, mask, scale):
    scores = scale * unit(q) @ unit(k).transpose(-2, -1)
    e = torch.exp(scores - scores.amax(-2, keepdim=True)) * mask
    return e / e.sum(-2, keepdim=True).clamp(min=1e-30) @ v


def nothing_allowed_is_everything(q, k, v, mask, scale):
    scores = scale * unit(q) @ unit(k).transpose(-2, -1)
    return scores.masked_fill(~mask, -1e9).softmax(-1) @ v


def overflows(q, k, v, mask, scale):
    e = torch.exp(scale * unit(q) @ unit(k).transpose(-2, -1)) * mask
    total = e.sum(-1, keepdim=True)
    return e / torch.where(total > 0, total, 1) @ v


RIGHT = {
    "check_cosine_attention": {
        "with unit vectors": with_unit_vectors,
        "with cosine_similarity": with_cosine_similarity,
    }
}
WRONG = {
    "check_cosine_attention": {
        "dot products": dot_products,
        "only queries made unit": only_queries_made_unit,
        "divides by the root of d": divides_by_the_root_of_d,
        "mask reversed": mask_reversed,
        "softmax over queries": softmax_over_queries,
        "nothing allowed is everything": nothing_allowed_is_everything,
        "overflows": overflows,
    }
}

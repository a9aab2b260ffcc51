"""Attention by einsum with a large negative number added to the scores of padding."""

import torch
from torch import nn

EPS = 1e-12


def gelu(x):
    """GELU by its definition."""
    return x * 0.5 * (1 + torch.erf(x / 2**0.5))


def normalised(norm, x):
    """LayerNorm by its definition."""
    centred = x - x.mean(-1, keepdim=True)
    return (
        norm.weight * centred * (centred.square().mean(-1, keepdim=True) + EPS).rsqrt() + norm.bias
    )


class BertModel(nn.Module):
    """The layers are dicts of modules; everything happens in forward."""

    def __init__(self, vocab_size, d, heads, layers, ff, max_len, types=2):
        super().__init__()
        self.heads, self.max_len = heads, max_len
        self.word, self.position = nn.Embedding(vocab_size, d), nn.Embedding(max_len, d)
        self.segment, self.norm = nn.Embedding(types, d), nn.LayerNorm(d)
        self.layers = nn.ModuleList()
        for _ in range(layers):
            parts = {name: nn.Linear(d, d) for name in ("query", "key", "value", "out")}
            parts |= {"norm1": nn.LayerNorm(d), "norm2": nn.LayerNorm(d)}
            parts |= {"up": nn.Linear(d, ff), "down": nn.Linear(ff, d)}
            self.layers.append(nn.ModuleDict(parts))
        self.pooler = nn.Linear(d, d)

    def attend(self, layer, x, added):
        """Attention as three einsums."""
        q, k, v = (layer[n](x).unflatten(-1, (self.heads, -1)) for n in ("query", "key", "value"))
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k) / q.shape[-1] ** 0.5 + added
        mixed = torch.einsum("bhqk,bkhd->bqhd", torch.softmax(scores, -1), v)
        return layer["out"](mixed.flatten(2))

    def forward(self, ids, segments=None, attention=None):
        """Read a batch."""
        if ids.shape[1] > self.max_len:
            message = "too long"
            raise ValueError(message)
        segments = ids * 0 if segments is None else segments
        places = torch.arange(ids.shape[1], device=ids.device)
        x = normalised(self.norm, self.word(ids) + self.segment(segments) + self.position(places))
        added = 0 if attention is None else (attention[:, None, None].to(x) - 1) * 1e30
        for layer in self.layers:
            x = normalised(layer["norm1"], x + self.attend(layer, x, added))
            x = normalised(layer["norm2"], x + layer["down"](gelu(layer["up"](x))))
        return x, self.pooler(x[:, 0]).tanh()


class BertForPretraining(nn.Module):
    """The two heads."""

    def __init__(self, bert):
        super().__init__()
        V, d = bert.word.num_embeddings, bert.word.embedding_dim
        self.bert = bert
        self.is_next = nn.Linear(d, 2)
        self.register_parameter("decoder_bias", nn.Parameter(torch.zeros(V)))
        self.transform, self.transform_norm = nn.Linear(d, d), nn.LayerNorm(d)

    def forward(self, ids, segments=None, attention=None):
        """Read a batch."""
        x, pooled = self.bert(ids, segments=segments, attention=attention)
        t = normalised(self.transform_norm, gelu(self.transform(x)))
        return torch.einsum("btd,vd->btv", t, self.bert.word.weight) + self.decoder_bias, (
            self.is_next(pooled)
        )


def pretraining_loss(word_logits, next_logits, labels, next_labels):
    """Pick the labelled places first."""
    chosen = labels != -100
    log_p = word_logits[chosen].log_softmax(-1)
    picked = log_p.gather(1, labels[chosen][:, None])
    words = -picked.mean() if chosen.any() else word_logits.sum() * 0
    following = next_logits.log_softmax(-1).gather(1, next_labels[:, None])
    return words - following.mean()

"""One head after the other, with the softmax from exponentials of shifted scores."""

import torch
from torch import nn
from torch.nn import functional as F

EPS = 1e-12


class Layer(nn.Module):
    """One layer."""

    def __init__(self, d, heads, ff):
        super().__init__()
        self.width = d // heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d, d))
        self.up, self.down = nn.Linear(d, ff), nn.Linear(ff, d)
        self.norm1, self.norm2 = nn.LayerNorm(d, EPS), nn.LayerNorm(d, EPS)

    def forward(self, x, attention):
        """Post-norm."""
        heads = []
        for start in range(0, x.shape[-1], self.width):
            rows = slice(start, start + self.width)
            q, k, v = (
                F.linear(x, linear.weight[rows], linear.bias[rows])
                for linear in (self.query, self.key, self.value)
            )
            scores = torch.bmm(q, k.mT) * self.width**-0.5
            e = torch.exp(scores - scores.amax(-1, keepdim=True)) * attention[:, None]
            heads.append(e / e.sum(-1, keepdim=True) @ v)
        x = self.norm1(self.out(torch.cat(heads, -1)) + x)
        return self.norm2(self.down(nn.functional.gelu(self.up(x), approximate="none")) + x)


class BertModel(nn.Module):
    """The encoder."""

    def __init__(self, vocab_size, d, heads, layers, ff, max_len, types=2):
        super().__init__()
        self.layers = nn.ModuleList(Layer(d, heads, ff) for _ in range(layers))
        self.pooler = nn.Linear(d, d)
        self.norm = nn.LayerNorm(d, EPS)
        self.segment = nn.Embedding(types, d)
        self.position = nn.Embedding(max_len, d)
        self.word = nn.Embedding(vocab_size, d)
        self.register_buffer("places", torch.arange(max_len), persistent=False)

    def forward(self, ids, segments=None, attention=None):
        """Read a batch."""
        T = ids.shape[1]
        if len(self.places) < T:
            raise ValueError(T)
        x = self.word(ids) + self.position(self.places[:T])
        x = x + (self.segment.weight[0] if segments is None else self.segment(segments))
        attention = (ids >= 0) if attention is None else attention
        x = self.norm(x)
        for layer in self.layers:
            x = layer(x, attention)
        return x, torch.tanh(self.pooler(x.select(1, 0)))


class BertForPretraining(nn.Module):
    """The two heads."""

    def __init__(self, bert):
        super().__init__()
        V, d = bert.word.weight.shape
        self.transform = nn.Linear(d, d)
        self.transform_norm = nn.LayerNorm(d, EPS)
        self.decoder_bias = nn.Parameter(torch.zeros(V))
        self.is_next = nn.Linear(d, 2)
        self.bert = bert

    def forward(self, ids, segments=None, attention=None):
        """Read a batch."""
        x, pooled = self.bert(ids, segments, attention)
        t = self.transform_norm(F.gelu(self.transform(x)))
        return F.linear(t, self.bert.word.weight, self.decoder_bias), self.is_next(pooled)


def pretraining_loss(word_logits, next_logits, labels, next_labels):
    """Let cross_entropy leave out what has no label."""
    loss = F.cross_entropy(next_logits, next_labels)
    if (labels != -100).any():
        loss = loss + F.cross_entropy(word_logits.transpose(1, 2), labels, ignore_index=-100)
    return loss

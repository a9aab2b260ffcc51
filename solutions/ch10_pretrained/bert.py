"""BERT: an encoder that reads in both directions, and the two tasks it is pre-trained on."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

### BEGIN SOLUTION
EPS = 1e-12


class _Layer(nn.Module):
    """One encoder layer, post-norm."""

    def __init__(self, d: int, heads: int, ff: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        self.out = nn.Linear(d, d)
        self.norm1 = nn.LayerNorm(d, eps=EPS)
        self.up = nn.Linear(d, ff)
        self.down = nn.Linear(ff, d)
        self.norm2 = nn.LayerNorm(d, eps=EPS)

    def attend(self, x: Tensor, attention: Tensor) -> Tensor:
        """Multi-head self-attention over the tokens that may be attended to."""
        B, T, d = x.shape
        shape = (B, T, self.heads, d // self.heads)
        q, k, v = (
            linear(x).reshape(shape).transpose(1, 2)  # (B, heads, T, d / heads)
            for linear in (self.query, self.key, self.value)
        )
        scores = q @ k.transpose(-1, -2) / math.sqrt(d // self.heads)  # (B, heads, T, T)
        scores = scores.masked_fill(~attention[:, None, None, :], -math.inf)
        mixed = scores.softmax(-1) @ v  # (B, heads, T, d / heads)
        return self.out(mixed.transpose(1, 2).reshape(B, T, d))

    def forward(self, x: Tensor, attention: Tensor) -> Tensor:
        """(B, T, d) becomes (B, T, d)."""
        x = self.norm1(x + self.attend(x, attention))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


### END SOLUTION


class BertModel(nn.Module):
    """The encoder of BERT.

    **Layout: batch first, (B, T). In ``attention`` True = may be attended to.**

        x = LN(word[ids] + position[0 … T−1] + segment[segments])
        each layer:   x = LN(x + Attention(x))            **post-norm**: LN after the sum
                      x = LN(x + down(GELU(up(x))))       GELU exact, with erf
        pooled = tanh(pooler(x[:, 0]))                    of the first token, [CLS]

    Every LN is a LayerNorm over d with ``eps = 1e-12``. Attention is multi-head, with scores
    divided by √(d / heads), a softmax over the keys, and head ``j`` working on the features
    ``j · d/heads … (j+1) · d/heads − 1`` of query, key and value. A key whose ``attention`` is
    False gets weight 0; every row has at least one True. There is no dropout here (it has no
    parameters, and the outputs stay comparable).

    The parameters, by name (i counts the layers from 0; all Linear layers have biases; buffers
    are up to you):

        word.weight (V, d)    position.weight (max_len, d)    segment.weight (types, d)
        norm.weight, norm.bias (d,)
        layers.i.query, .key, .value, .out      .weight (d, d), .bias (d,)
        layers.i.norm1, .norm2                  .weight, .bias (d,)
        layers.i.up      .weight (ff, d), .bias (ff,)
        layers.i.down    .weight (d, ff), .bias (d,)
        pooler           .weight (d, d), .bias (d,)

    With V = 30 522, d = 768, 12 heads, 12 layers, ff = 3072 and max_len = 512 these are the
    109 482 240 parameters of the published base model.

    Source: Devlin et al., 2018. Forbidden: torch's own attention and Transformer layers.
    """

    def __init__(
        self,
        vocab_size: int,
        d: int,
        heads: int,
        layers: int,
        ff: int,
        max_len: int,
        types: int = 2,
    ) -> None:
        """Make the embeddings, the layers and the pooler; any initialisation will do."""
        super().__init__()
        ### BEGIN SOLUTION
        self.word = nn.Embedding(vocab_size, d)
        self.position = nn.Embedding(max_len, d)
        self.segment = nn.Embedding(types, d)
        self.norm = nn.LayerNorm(d, eps=EPS)
        self.layers = nn.ModuleList([_Layer(d, heads, ff) for _ in range(layers)])
        self.pooler = nn.Linear(d, d)
        ### END SOLUTION

    def forward(
        self, ids: Tensor, segments: Tensor | None = None, attention: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Read a batch.

        Args:
            ids: int64, ``(B, T)``, T at most max_len.
            segments: int64, ``(B, T)``; None means 0 everywhere.
            attention: bool, ``(B, T)``; None means True everywhere.

        Returns:
            The last layer's ``x``, ``(B, T, d)``, and ``pooled``, ``(B, d)``.

        Raises:
            ValueError: if T is greater than max_len.

        """
        ### BEGIN SOLUTION
        (_, T), max_len = ids.shape, len(self.position.weight)
        if max_len < T:
            message = f"{T} tokens are more than the {max_len} positions"
            raise ValueError(message)
        if segments is None:
            segments = torch.zeros_like(ids)
        if attention is None:
            attention = torch.ones_like(ids, dtype=torch.bool)
        x = self.word(ids) + self.position.weight[:T] + self.segment(segments)
        x = self.norm(x)  # (B, T, d)
        for layer in self.layers:
            x = layer(x, attention)
        pooled = torch.tanh(self.pooler(x[:, 0]))  # (B, d)
        return x, pooled
        ### END SOLUTION


class BertForPretraining(nn.Module):
    """BERT with its two heads: guess the masked words, and whether the second sentence follows.

        t = LN(GELU(transform(x)))                       GELU exact, LN with eps 1e-12
        word logits = t word.weightᵀ + decoder_bias      (B, T, V): **tied** to the embeddings
        next logits = is_next(pooled)                    (B, 2): class 0 means that it follows

    The parameters besides those of the encoder, which are called ``bert.word.weight`` and so on:

        transform.weight (d, d), .bias (d,)       transform_norm.weight, .bias (d,)
        decoder_bias (V,)                         is_next.weight (2, d), .bias (2,)

    For the base model these are 110 106 428 in all.
    """

    def __init__(self, bert: BertModel) -> None:
        """Keep the encoder as ``self.bert`` and make the heads; decoder_bias starts at 0."""
        super().__init__()
        ### BEGIN SOLUTION
        V, d = bert.word.weight.shape
        self.bert = bert
        self.transform = nn.Linear(d, d)
        self.transform_norm = nn.LayerNorm(d, eps=EPS)
        self.decoder_bias = nn.Parameter(torch.zeros(V))
        self.is_next = nn.Linear(d, 2)
        ### END SOLUTION

    def forward(
        self, ids: Tensor, segments: Tensor | None = None, attention: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Read as ``BertModel`` does; return word logits (B, T, V) and next logits (B, 2)."""
        ### BEGIN SOLUTION
        x, pooled = self.bert(ids, segments, attention)
        t = self.transform_norm(F.gelu(self.transform(x)))  # (B, T, d)
        words = t @ self.bert.word.weight.T + self.decoder_bias  # (B, T, V)
        return words, self.is_next(pooled)
        ### END SOLUTION


def pretraining_loss(
    word_logits: Tensor, next_logits: Tensor, labels: Tensor, next_labels: Tensor
) -> Tensor:
    """Add the losses of the two tasks of BERT.

    The sum of two mean cross entropies: of the words, averaged over all places of the batch whose
    label is **not −100** (and only those); and of the next sentence, averaged over the batch. If no
    place has a label, the first is 0 (not NaN).

    Args:
        word_logits: ``(B, T, V)``.
        next_logits: ``(B, 2)``.
        labels: int64, ``(B, T)``, an id or −100.
        next_labels: int64, ``(B,)``, 0 or 1.

    Returns:
        The loss, a tensor without axes.

    """
    ### BEGIN SOLUTION
    total = F.cross_entropy(word_logits.flatten(0, 1), labels.flatten(), reduction="sum")
    count = (labels != -100).sum().clamp(min=1)
    return total / count + F.cross_entropy(next_logits, next_labels)
    ### END SOLUTION


def published_name(name: str) -> str:
    """Return what the published checkpoints call a parameter of ``BertForPretraining``; given.

    >>> published_name("bert.layers.3.query.weight")
    'bert.encoder.layer.3.attention.self.query.weight'
    """
    renamed = {
        "bert.word.": "bert.embeddings.word_embeddings.",
        "bert.position.": "bert.embeddings.position_embeddings.",
        "bert.segment.": "bert.embeddings.token_type_embeddings.",
        "bert.norm.": "bert.embeddings.LayerNorm.",
        "bert.pooler.": "bert.pooler.dense.",
        "bert.layers.": "bert.encoder.layer.",
        ".query.": ".attention.self.query.",
        ".key.": ".attention.self.key.",
        ".value.": ".attention.self.value.",
        ".out.": ".attention.output.dense.",
        ".norm1.": ".attention.output.LayerNorm.",
        ".up.": ".intermediate.dense.",
        ".down.": ".output.dense.",
        ".norm2.": ".output.LayerNorm.",
        "transform.": "cls.predictions.transform.dense.",
        "transform_norm.": "cls.predictions.transform.LayerNorm.",
        "decoder_bias": "cls.predictions.bias",
        "is_next.": "cls.seq_relationship.",
    }
    for ours, theirs in renamed.items():
        if name.startswith(ours) or (ours.startswith(".") and ours in name):
            name = name.replace(ours, theirs)
    return name

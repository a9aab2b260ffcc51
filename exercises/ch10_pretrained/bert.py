"""BERT: an encoder that reads in both directions, and the two tasks it is pre-trained on."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F



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
        raise NotImplementedError("TODO: BertModel.__init__")

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
        raise NotImplementedError("TODO: BertModel.forward")


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
        raise NotImplementedError("TODO: BertForPretraining.__init__")

    def forward(
        self, ids: Tensor, segments: Tensor | None = None, attention: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Read as ``BertModel`` does; return word logits (B, T, V) and next logits (B, 2)."""
        raise NotImplementedError("TODO: BertForPretraining.forward")


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
    raise NotImplementedError("TODO: pretraining_loss")


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

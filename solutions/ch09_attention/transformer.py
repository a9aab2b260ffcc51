"""The whole Transformer."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from .layers import DecoderLayer, EncoderLayer
from .positions import PositionalEncoding


class Transformer(nn.Module):
    """Encoder and decoder, from ids to logits.

    **Convention: batch first; ids are int64, and ``pad`` is the id of padding, which stands at the
    end of a row; a mask is True where a query may attend to a key.**

    An id becomes ``embedding[id] · √d``, then your ``PositionalEncoding(d, p)`` adds the position
    and drops. With ``positions=False`` no position is added (dropout stays). L layers follow, each
    ``EncoderLayer`` or ``DecoderLayer`` with ``(d, h, ff, p, norm)`` and ReLU. With ``norm="pre"``
    the sum at the end of each stack has never been normalised, so one more LayerNorm follows each
    stack; with ``norm="post"`` there is none. ``output`` makes logits of the decoder's result.

        src_embedding    nn.Embedding(src_V, d, padding_idx=pad)
        tgt_embedding    nn.Embedding(tgt_V, d, padding_idx=pad)
        encoder          nn.ModuleList of L EncoderLayers
        decoder          nn.ModuleList of L DecoderLayers
        encoder_norm     nn.LayerNorm(d), only with norm="pre"
        decoder_norm     nn.LayerNorm(d), only with norm="pre"
        output           nn.Linear(d, tgt_V)

    registered in this order. ``padding_idx`` keeps gradients away from the padding's row. Both
    embeddings start normally distributed with the deviation ``1 / √d`` (so that times √d it is 1,
    the size of a position), and the row ``pad`` starts at 0. Rows are looked up: no one-hot tensor
    ``(B, S, V)`` is made for them.

    ``tied=True``: ``output.weight`` **is** ``tgt_embedding.weight``, one parameter under two names
    (Press and Wolf, 2017); ``output`` keeps a bias of its own.

    Forbidden: torch's own attention and Transformer layers. Source: Vaswani et al., 2017.
    """

    def __init__(
        self,
        src_V: int,
        tgt_V: int,
        d: int,
        h: int,
        L: int,
        ff: int,
        p: float = 0.0,
        norm: str = "pre",
        tied: bool = False,
        positions: bool = True,
        pad: int = 0,
    ) -> None:
        """Make the modules.

        Args:
            src_V: how many ids the source has.
            tgt_V: how many ids the target has.
            d: width of the model.
            h: how many heads.
            L: how many layers each stack has.
            ff: width of the feed-forward networks.
            p: the probability of dropout.
            norm: ``"pre"`` or ``"post"``.
            tied: whether output and target embedding share their weight.
            positions: whether positions are added.
            pad: the id of padding.

        """
        super().__init__()
        ### BEGIN SOLUTION
        self.d, self.pad = d, pad
        self.src_embedding = nn.Embedding(src_V, d, padding_idx=pad)
        self.tgt_embedding = nn.Embedding(tgt_V, d, padding_idx=pad)
        self.encoder = nn.ModuleList(EncoderLayer(d, h, ff, p, norm) for _ in range(L))
        self.decoder = nn.ModuleList(DecoderLayer(d, h, ff, p, norm) for _ in range(L))
        self.encoder_norm = nn.LayerNorm(d) if norm == "pre" else nn.Identity()
        self.decoder_norm = nn.LayerNorm(d) if norm == "pre" else nn.Identity()
        self.output = nn.Linear(d, tgt_V)
        self.positions = PositionalEncoding(d, p) if positions else nn.Dropout(p)
        with torch.no_grad():
            for embedding in (self.src_embedding, self.tgt_embedding):
                embedding.weight.normal_(std=d**-0.5)
                embedding.weight[pad] = 0
        if tied:
            self.output.weight = self.tgt_embedding.weight
        ### END SOLUTION

    def encode(self, src: Tensor) -> tuple[Tensor, Tensor]:
        """Read the source; nobody attends to its padding.

        Args:
            src: ids, ``(B, S)``. A row may be nothing but padding.

        Returns:
            The memory ``(B, S, d)`` and its mask, bool ``(B, 1, S)``: True where ``src`` is no
            padding.

        """
        ### BEGIN SOLUTION
        mask = (src != self.pad)[:, None]  # (B, 1, S)
        x = self.positions(self.src_embedding(src) * math.sqrt(self.d))  # (B, S, d)
        for layer in self.encoder:
            x = layer(x, mask)
        return self.encoder_norm(x), mask
        ### END SOLUTION

    def decode(self, tgt: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Say for every position of the target what comes next.

        Args:
            tgt: ids, ``(B, T)``: the target so far.
            memory: ``(B, S, d)``.
            mask: which places of the memory may be attended to, bool ``(B, 1, S)``.

        Returns:
            Logits ``(B, T, tgt_V)``, of which those at t depend on ``tgt[:, : t + 1]`` and the
            source alone, and the cross-attention of the *last* layer, ``(B, h, T, S)``.

        """
        ### BEGIN SOLUTION
        x = self.positions(self.tgt_embedding(tgt) * math.sqrt(self.d))  # (B, T, d)
        for layer in self.decoder:
            x, weights = layer(x, memory, mask)
        return self.output(self.decoder_norm(x)), weights
        ### END SOLUTION

    def forward(self, src: Tensor, tgt: Tensor) -> Tensor:
        """Encode, decode, and return the logits, ``(B, T, tgt_V)``."""
        ### BEGIN SOLUTION
        return self.decode(tgt, *self.encode(src))[0]
        ### END SOLUTION

"""Parts made by small functions; a list of norms that may be empty; tied before anything else."""

import math

import torch
from torch import Tensor, nn

from .layers import DecoderLayer, EncoderLayer
from .positions import PositionalEncoding


def embedding_of(V: int, d: int, pad: int) -> nn.Embedding:
    table = torch.randn(V, d) / math.sqrt(d)
    table[pad].zero_()
    return nn.Embedding(V, d, padding_idx=pad, _weight=table)


class Transformer(nn.Module):
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
        super().__init__()
        self.src_embedding = embedding_of(src_V, d, pad)
        self.tgt_embedding = embedding_of(tgt_V, d, pad)
        options = {"d": d, "h": h, "ff": ff, "p": p, "norm": norm}
        self.encoder = nn.ModuleList()
        self.decoder = nn.ModuleList()
        for _ in range(L):
            self.encoder.append(EncoderLayer(**options))
            self.decoder.append(DecoderLayer(**options))
        if norm == "pre":
            self.add_module("encoder_norm", nn.LayerNorm(d))
            self.add_module("decoder_norm", nn.LayerNorm(d))
        self.output = nn.Linear(d, tgt_V)
        if tied:
            self.output.weight = self.tgt_embedding.weight
        self.place = PositionalEncoding(d, p) if positions else nn.Dropout(p)
        self.pad = pad

    def last(self, name: str, x: Tensor) -> Tensor:
        norms = dict(self.named_children())
        return norms[name](x) if name in norms else x

    def encode(self, src: Tensor) -> tuple[Tensor, Tensor]:
        mask = torch.logical_not(src == self.pad)[:, None, :]
        x = self.src_embedding(src)
        x = self.place(x * x.shape[-1] ** 0.5)
        for layer in self.encoder.children():
            x = layer(x, mask)
        return self.last("encoder_norm", x), mask

    def decode(self, tgt: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        x = self.tgt_embedding(tgt)
        x = self.place(x * x.shape[-1] ** 0.5)
        maps = []
        for layer in self.decoder.children():
            x, weights = layer(x, memory, mask)
            maps.append(weights)
        return self.output(self.last("decoder_norm", x)), maps[-1]

    def forward(self, src: Tensor, tgt: Tensor) -> Tensor:
        return self.decode(tgt, *self.encode(src))[0]

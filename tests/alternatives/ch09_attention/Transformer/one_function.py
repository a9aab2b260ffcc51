"""Embedding by indexing the weight; one method for both stacks; norms as a dict of options."""

import torch
from torch import nn
from torch.nn import functional as F

from .layers import DecoderLayer, EncoderLayer
from .positions import sinusoidal


class Transformer(nn.Module):
    def __init__(
        self, src_V, tgt_V, d, h, L, ff, p=0.0, norm="pre", tied=False, positions=True, pad=0
    ) -> None:
        super().__init__()
        self.src_embedding = nn.Embedding(src_V, d, pad)
        self.tgt_embedding = nn.Embedding(tgt_V, d, pad)
        self.encoder = nn.ModuleList([EncoderLayer(d, h, ff, p, norm) for _ in range(L)])
        self.decoder = nn.ModuleList([DecoderLayer(d, h, ff, p, norm) for _ in range(L)])
        if norm == "pre":
            self.encoder_norm, self.decoder_norm = nn.LayerNorm(d), nn.LayerNorm(d)
        self.output = nn.Linear(d, tgt_V)
        for embedding in (self.src_embedding, self.tgt_embedding):
            embedding.weight.data.mul_(d**-0.5)
        if tied:
            del self.output.weight
            self.output.weight = self.tgt_embedding.weight
        self.d, self.p, self.pad, self.placed = d, p, pad, positions

    def embed(self, ids, embedding):
        x = F.embedding(ids, embedding.weight, self.pad) * self.d**0.5
        if self.placed:
            x = x + sinusoidal(ids.shape[1], self.d, dtype=x.dtype, device=x.device)
        return F.dropout(x, self.p, self.training)

    def encode(self, src):
        mask = src.ne(self.pad).unsqueeze(1)
        x = self.embed(src, self.src_embedding)
        for layer in self.encoder:
            x = layer(x, mask.expand(-1, src.shape[1], -1))
        return (self.encoder_norm(x) if hasattr(self, "encoder_norm") else x), mask

    def decode(self, tgt, memory, mask):
        x, weights = self.embed(tgt, self.tgt_embedding), None
        for layer in self.decoder:
            x, weights = layer(x, memory, memory_mask=mask)
        if hasattr(self, "decoder_norm"):
            x = self.decoder_norm(x)
        return torch.einsum("btd,vd->btv", x, self.output.weight) + self.output.bias, weights

    def forward(self, src, tgt):
        memory, mask = self.encode(src)
        logits, _ = self.decode(tgt, memory, mask)
        return logits

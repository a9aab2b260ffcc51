"""Dicts of modules, the mask as a buffer, einsum, GELU from its formula."""

import math

import torch
from torch import nn


def gelu(x):
    """Return the tanh approximation."""
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


class GPT(nn.Module):
    """GPT-2."""

    def __init__(self, vocab_size, max_len, d, heads, layers, std=0.02):
        super().__init__()
        self.max_len, self.heads = max_len, heads

        def linear(n_in, n_out, deviation):
            layer = nn.Linear(n_in, n_out)
            layer.weight.data.normal_(0, deviation)
            layer.bias.data.zero_()
            return layer

        last = std * (2 * layers) ** -0.5
        self.wte, self.wpe = nn.Embedding(vocab_size, d), nn.Embedding(max_len, d)
        self.wte.weight.data.normal_(0, std)
        self.wpe.weight.data.normal_(0, std)
        self.h = nn.ModuleList()
        for _ in range(layers):
            attn = {"c_attn": linear(d, 3 * d, std), "c_proj": linear(d, d, last)}
            mlp = {"c_fc": linear(d, 4 * d, std), "c_proj": linear(4 * d, d, last)}
            parts = {"ln_1": nn.LayerNorm(d), "ln_2": nn.LayerNorm(d)}
            parts |= {"attn": nn.ModuleDict(attn), "mlp": nn.ModuleDict(mlp)}
            self.h.append(nn.ModuleDict(parts))
        self.ln_f = nn.LayerNorm(d)
        self.register_buffer("past", torch.ones(max_len, max_len).tril() > 0)

    def forward(self, ids):
        """Predict what follows."""
        T = ids.shape[1]
        if self.max_len < T:
            message = "too long"
            raise ValueError(message)
        x = self.wte(ids) + self.wpe(torch.arange(T, device=ids.device))
        for layer in self.h:
            qkv = layer["attn"]["c_attn"](layer["ln_1"](x)).unflatten(-1, (3, self.heads, -1))
            q, k, v = qkv.unbind(2)
            scores = torch.einsum("bqhd,bkhd->bhqk", q, k) / math.sqrt(q.shape[-1])
            scores = torch.where(self.past[:T, :T], scores, torch.finfo(scores.dtype).min)
            mixed = torch.einsum("bhqk,bkhd->bqhd", scores.softmax(-1), v).flatten(2)
            x = x + layer["attn"]["c_proj"](mixed)
            x = x + layer["mlp"]["c_proj"](gelu(layer["mlp"]["c_fc"](layer["ln_2"](x))))
        return torch.einsum("btd,vd->btv", self.ln_f(x), self.wte.weight)

    def param_groups(self, weight_decay):
        """Divide by the number of axes."""
        groups = [{"params": [], "weight_decay": wd} for wd in (weight_decay, 0.0)]
        for parameter in self.parameters():
            groups[parameter.dim() == 1]["params"].append(parameter)
        return groups

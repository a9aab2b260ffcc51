"""A head that is a Linear layer sharing its weight; one attention head after the other."""

import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    """Causal attention."""

    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.c_attn, self.c_proj = nn.Linear(d, 3 * d), nn.Linear(d, d)

    def forward(self, x):
        """Run the heads one by one; the softmax by exponentials of what may be seen."""
        d = x.shape[-1]
        q, k, v = self.c_attn(x).split(d, dim=-1)
        outputs = []
        for some in zip(*(part.chunk(self.heads, -1) for part in (q, k, v)), strict=True):
            scores = some[0] @ some[1].mT * (d // self.heads) ** -0.5
            top = scores.amax(-1, keepdim=True)
            e = (scores - top).clamp(min=-80).exp().tril()
            outputs.append(e / e.sum(-1, keepdim=True) @ some[2])
        return self.c_proj(torch.cat(outputs, -1))


class Block(nn.Module):
    """One layer."""

    def __init__(self, d, heads):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(d, 1e-5), nn.LayerNorm(d, 1e-5)
        self.attn = Attention(d, heads)
        self.mlp = nn.Module()
        self.mlp.c_fc, self.mlp.c_proj = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def forward(self, x):
        """Pre-norm."""
        x = x + self.attn(self.ln_1(x))
        wide = nn.GELU(approximate="tanh")(self.mlp.c_fc(self.ln_2(x)))
        return x + self.mlp.c_proj(wide)


class GPT(nn.Module):
    """GPT-2."""

    def __init__(self, vocab_size, max_len, d, heads, layers, std=0.02):
        super().__init__()
        self.max_len, self.heads = max_len, heads
        self.wte, self.wpe = nn.Embedding(vocab_size, d), nn.Embedding(max_len, d)
        self.h = nn.Sequential(*(Block(d, heads) for _ in range(layers)))
        self.ln_f = nn.LayerNorm(d, 1e-5)
        self.head = nn.Linear(d, vocab_size, bias=False)
        self.head.weight = self.wte.weight

        def initialise(module):
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, 0.0, std)
            if isinstance(module, nn.Linear) and module.bias is not None:
                nn.init.zeros_(module.bias)

        self.apply(initialise)
        for block in self.h:
            for layer in (block.attn.c_proj, block.mlp.c_proj):
                nn.init.normal_(layer.weight, 0.0, std / (2 * layers) ** 0.5)

    def forward(self, ids):
        """Predict what follows."""
        if ids.shape[1] > self.max_len:
            raise ValueError(ids.shape)
        x = F.embedding(ids, self.wte.weight) + self.wpe.weight[None, : ids.shape[1]]
        return self.head(self.ln_f(self.h(x)))

    def param_groups(self, weight_decay):
        """Divide by the kind of module."""
        decay = {
            id(m.weight): m.weight
            for m in self.modules()
            if isinstance(m, nn.Linear | nn.Embedding)
        }
        rest = [p for p in self.parameters() if id(p) not in decay]
        return [
            dict(params=[*decay.values()], weight_decay=weight_decay),
            dict(params=rest, weight_decay=0),
        ]

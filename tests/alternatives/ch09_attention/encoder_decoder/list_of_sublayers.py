"""A layer as a list of sub-layers with their norms, run by one loop in a common base class."""

from torch import nn
from torch.nn import functional as F

from .multihead import MultiHeadAttention


class Layer(nn.Module):
    def __init__(self, d, h, ff, p, norm, act, *, cross) -> None:
        super().__init__()
        if norm not in {"pre", "post"}:
            raise ValueError(norm)
        if act not in {"relu", "gelu"}:
            raise ValueError(act)
        self.pre = norm == "pre"
        self.activation = {"relu": nn.ReLU, "gelu": nn.GELU}[act]()
        self.drop = nn.Dropout(p)
        self.self_attention = MultiHeadAttention(d, d, d, d, h)
        self.norm1 = nn.LayerNorm(d)
        if cross:
            self.cross_attention = MultiHeadAttention(d, d, d, d, h)
            self.norm2 = nn.LayerNorm(d)
        self.linear1, self.linear2 = nn.Linear(d, ff), nn.Linear(ff, d)
        setattr(self, "norm3" if cross else "norm2", nn.LayerNorm(d))

    def run(self, x, *sublayers):
        extras = []
        for number, sublayer in enumerate(sublayers, start=1):
            norm = getattr(self, f"norm{number}")
            out, extra = sublayer(norm(x) if self.pre else x)
            x = self.drop(out).add(x)
            x = x if self.pre else norm(x)
            extras.append(extra)
        return x, extras

    def feed_forward(self, z):
        hidden = self.activation(F.linear(z, self.linear1.weight, self.linear1.bias))
        return self.linear2(hidden), None


class EncoderLayer(Layer):
    def __init__(self, d, h, ff, p=0.0, norm="pre", act="relu") -> None:
        super().__init__(d, h, ff, p, norm, act, cross=False)

    def forward(self, x, mask=None):
        return self.run(x, lambda z: self.self_attention(z, z, z, mask), self.feed_forward)[0]


class DecoderLayer(Layer):
    def __init__(self, d, h, ff, p=0.0, norm="pre", act="relu") -> None:
        super().__init__(d, h, ff, p, norm, act, cross=True)

    def forward(self, x, memory, memory_mask=None):
        x, (_, weights, _) = self.run(
            x,
            lambda z: self.self_attention(z, z, z, causal=True),
            lambda z: self.cross_attention(z, memory, memory, memory_mask),
            self.feed_forward,
        )
        return x, weights

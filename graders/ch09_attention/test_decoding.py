"""Scenarios for writing with a model."""

import torch
from torch import nn

from workbook.exercise import scenario

EX = "greedy_decode"


class Writer(nn.Module):
    """Stands for a model: what it says hangs on the whole target so far, and on its mode."""

    def __init__(self, draw, V=12, d=5):
        super().__init__()
        self.source, self.target = draw.normal(V, d), draw.normal(V, d)
        self.head, self.decay = draw.normal(d, V), 0.75
        self.read = 0

    def encode(self, src):
        """Read a source; note that it was read."""
        self.read += 1
        memory = self.source[src]
        return memory * (0.5 if self.training else 1), (src != 0)[:, None]

    def decode(self, tgt, memory, mask):
        """Say what comes next, by a running mean of what was written."""
        t = torch.arange(tgt.shape[1], device=tgt.device)
        fades = torch.tril(self.decay ** (t[:, None] - t).clamp(min=0).to(memory.dtype))
        x = fades @ self.target[tgt]  # (B, T, d)
        scores = (x @ memory.transpose(1, 2))[:, None] * torch.tensor(
            [1.0, -0.5], device=tgt.device, dtype=memory.dtype
        ).reshape(2, 1, 1)
        weights = torch.softmax(torch.where(mask[:, None], scores, -1e4), dim=3)  # (B, 2, T, S)
        return (x + weights.mean(1) @ memory) @ self.head, weights


@scenario(EX, weight=2, cases={"6 steps": dict(steps=6), "1 step": dict(steps=1)})
def test_greedy_decode_writes(m, draw, steps):
    model, src = Writer(draw), draw.integers(5, 7, high=12)
    result = m.greedy_decode(model.eval(), src, steps)
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "greedy_decode should return 2 results: ids and weights"
        raise TypeError(message)
    return dict(zip(("ids", "weights"), result, strict=True))


@scenario(EX, aspect="robust")
def test_greedy_decode_writes_in_evaluation_mode(m, draw):
    model, src = Writer(draw), draw.integers(3, 4, high=12)
    written = m.greedy_decode(model.train(), src, 3)[0]
    return written, model.training, model.read

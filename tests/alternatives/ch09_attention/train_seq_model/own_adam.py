"""Adam written out with autograd.grad, a dropout of 0, a narrower feed-forward network."""

import torch
from torch.nn.functional import cross_entropy, pad

from workbook.data.digit_tasks import BOS, VOCABULARY, digit_tasks

from .transformer import Transformer


def train_seq_model(task, seed, max_steps=160, positions=True):
    torch.manual_seed(seed)
    model = Transformer(VOCABULARY, VOCABULARY, 32, 2, 1, 48, p=0.0, positions=positions)
    parameters = [*model.parameters()]
    first, second = ([torch.zeros_like(p) for p in parameters] for _ in range(2))
    losses = []
    for step in range(1, max_steps + 1):
        src, tgt = digit_tasks(task, 64, 8, seed=(seed + 1) * 2**20 + step + 2**52)
        logits = model(src, pad(tgt[:, :-1], (1, 0), value=BOS))
        loss = cross_entropy(logits.transpose(1, 2), tgt)
        grads = torch.autograd.grad(loss, parameters)
        rate = 1e-2 * min(step / 20, 1.2 - 1.2 * (step - 1) / max_steps, 1.0)
        with torch.no_grad():
            for p, g, m, v in zip(parameters, grads, first, second, strict=True):
                m.lerp_(g, 0.1)
                v.lerp_(g * g, 0.02)
                p.sub_(rate * (m / (1 - 0.9**step)) / ((v / (1 - 0.98**step)).sqrt() + 1e-8))
        losses.append(loss.item())
    return model, losses

"""AdamW with a cosine, four heads, the loss from log-softmax and gather."""

import math

import torch

from workbook.data.digit_tasks import digit_tasks

from .transformer import Transformer


def train_seq_model(task, seed, max_steps=160, positions=True):
    torch.manual_seed(seed)
    model = Transformer(12, 12, d=32, h=4, L=1, ff=64, positions=positions)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=1e-4)
    history = []
    for step in range(1, max_steps + 1):
        rate = min(step / 20, 0.5 + 0.5 * math.cos(math.pi * step / (max_steps + 1)))
        optimizer.param_groups[0]["lr"] = 1e-2 * rate
        source, target = digit_tasks(task, 64, 8, seed=int(torch.randint(2**40, ())) + 2**51)
        shifted = target.roll(1, dims=1)
        shifted[:, 0] = 1
        log_p = model(source, shifted).log_softmax(-1)
        loss = -log_p.gather(2, target[:, :, None]).mean()
        for parameter in model.parameters():
            parameter.grad = None
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return model, history

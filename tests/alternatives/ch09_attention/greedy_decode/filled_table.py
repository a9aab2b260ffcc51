"""A table of ids that is filled column by column; topk instead of argmax."""

import torch

from workbook.data.digit_tasks import BOS


@torch.no_grad()
def greedy_decode(model, src, steps):
    mode = model.training
    model.train(mode=False)
    ids = torch.full((len(src), steps + 1), BOS, dtype=torch.int64, device=src.device)
    source = model.encode(src)
    rows = []
    for t in range(steps):
        logits, weights = model.decode(ids[:, : t + 1], *source)
        ids[:, t + 1] = logits[:, t].topk(1).indices[:, 0]
        rows.append(weights[:, :, t].sum(1) / weights.shape[1])
    model.train(mode=mode)
    return ids[:, 1:].clone(), torch.stack(rows, 1)

"""Nested loops over epochs and batches with a hook on the history; a leaderboard by tensors."""

import torch
from torch import nn

from .project import OPTIMISERS, SCHEDULES, make_model
from .schedules import LRScheduler


def train_with(opt_name, sched_name, x, y, steps, seed, lr=None, batch_size=64):
    gen = torch.Generator().manual_seed(seed)
    model = make_model(x.shape[1], int(y.max() + 1), seed).to(device=x.device, dtype=x.dtype)
    usual, make = OPTIMISERS[opt_name]
    opt = make([{"params": [*model.parameters()]}], lr if lr is not None else usual)
    scheduler = LRScheduler(opt, SCHEDULES[sched_name](steps))
    criterion = nn.CrossEntropyLoss()
    history = {"loss": [], "lr": []}
    while len(history["loss"]) < steps:
        order = torch.randperm(len(x), generator=gen).to(x.device)
        for rows in order.split(batch_size)[: steps - len(history["loss"])]:
            loss = criterion(model(x[rows]), y[rows])
            history["loss"].append(loss.item())
            history["lr"].append(opt.param_groups[0]["lr"])
            model.zero_grad()
            loss.backward()
            opt.step()
            scheduler.step()
    return model, history


def leaderboard(runs):
    scores = {}
    for name, history in runs.items():
        score = torch.tensor(history["loss"][-10:], dtype=torch.float64).mean()
        scores[name] = score.nan_to_num(nan=torch.inf, neginf=torch.inf).item()
    return [(name, scores[name]) for name in sorted(sorted(scores), key=scores.get)]

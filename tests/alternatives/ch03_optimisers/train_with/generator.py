"""An endless generator of batches, rates set by hand, a loss by log_softmax."""

import math

import torch

from .descent import minibatch_indices
from .project import OPTIMISERS, SCHEDULES, make_model


def endless(n, batch_size, gen):
    while True:
        yield from minibatch_indices(n, batch_size, True, False, gen)


def train_with(opt_name, sched_name, x, y, steps, seed, lr=None, batch_size=64):
    model = make_model(x.shape[1], len(y.unique()), seed).to(x)
    rate = OPTIMISERS[opt_name][0] if lr is None else lr
    opt = OPTIMISERS[opt_name][1](model.parameters(), rate)
    factor = SCHEDULES[sched_name](steps)
    batches = endless(len(x), batch_size, torch.Generator().manual_seed(seed))
    losses, rates = [], []
    for step in range(steps):
        rows = next(batches).to(x.device)
        log_p = model(x[rows]).log_softmax(1)
        loss = -log_p.gather(1, y[rows, None]).mean()
        rates.append(rate * factor(step))
        opt.param_groups[0]["lr"] = rates[-1]
        opt.zero_grad(set_to_none=False)
        loss.backward()
        opt.step()
        losses.append(float(loss))
    return model, {"loss": losses, "lr": rates}


def leaderboard(runs):
    finite, lost = [], []
    for name in sorted(runs):
        tail = runs[name]["loss"][-10:]
        score = math.fsum(tail) / len(tail) if all(map(math.isfinite, tail)) else math.inf
        (finite if score < math.inf else lost).append((name, score))
    finite.sort(key=lambda pair: pair[1])  # stable: equal scores stay in order of names
    return finite + lost

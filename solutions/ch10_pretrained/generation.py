"""Writing with a language model."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def generate(
    model: nn.Module,
    ids: Tensor,
    n: int,
    u: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    eos: int | None = None,
) -> Tensor:
    """Append ``n`` ids to every row, each drawn from what the model says of the ids before.

    ``model(ids)`` maps ``(B, T)`` to logits ``(B, T, V)`` and reads at most ``model.max_len`` ids;
    of a longer text it is given the **last** ``max_len`` ids only. ``logits[:, −1]`` are about the
    next id. For step i (0 … n−1):

    1. If ``temperature`` is 0, take the id with the largest logit (the first of equal ones); ``u``
       and ``top_k`` have no influence. Otherwise divide the logits by ``temperature``.
    2. With ``top_k``, only the k largest logits stay (all, if k ≥ V); the others have probability
       0.
    3. The probabilities are the softmax of what is left. With the given number ``u[b, i]`` in
       [0, 1) take the id by **inverse transform sampling**: the smallest ``v`` whose cumulative sum
       ``p[0] + … + p[v]`` is **greater than** ``u[b, i]``. (Where rounding makes the sum of all
       less than u, take the last id with a probability above 0.)
    4. With ``eos``: in a row where ``eos`` was drawn, all later ids are ``eos``. (An ``eos`` in the
       given ids ends nothing.)

    Example, V = 3, probabilities 0.2, 0.5, 0.3: u = 0.1 gives 0, u = 0.2 gives 1, u = 0.9 gives 2.

    While writing, the model is in eval mode and no graph is made. Afterwards it is in the mode
    (training or not) that it was in, also if ``n`` is 0. The given ``ids`` are not changed.

    Args:
        model: the language model, an ``nn.Module`` with an attribute ``max_len``.
        ids: int64, ``(B, T0)``, T0 ≥ 1.
        n: how many ids to append.
        u: uniform on [0, 1), ``(B, n)``.
        temperature: 0 is greedy, 1 the model's own distribution.
        top_k: how many ids are allowed, or None for all.
        eos: the id that ends a text, or None.

    Returns:
        int64, ``(B, T0 + n)``: the given ids and the new ones.

    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    ended = torch.zeros(len(ids), dtype=torch.bool, device=ids.device)
    with torch.no_grad():
        for i in range(n):
            context = ids[:, -model.max_len :]
            logits = model(context)[:, -1]  # (B, V)
            if temperature == 0:
                following = logits.argmax(-1)
            else:
                following = _draw(logits / temperature, u[:, i], top_k)
            if eos is not None:
                following = torch.where(ended, eos, following)
                ended = ended | (following == eos)
            ids = torch.cat([ids, following[:, None]], dim=1)
    model.train(was_training)
    return ids
    ### END SOLUTION


### BEGIN SOLUTION
def _draw(logits: Tensor, u: Tensor, top_k: int | None) -> Tensor:
    """Draw an id for every row by inverse transform sampling."""
    if top_k is not None and top_k < logits.shape[1]:
        smallest = logits.topk(top_k, dim=1).values[:, -1:]
        logits = logits.masked_fill(logits < smallest, -torch.inf)
    p = logits.softmax(-1)
    possible = torch.arange(p.shape[1], device=p.device).where(p > 0, 0).amax(1)
    return torch.minimum((p.cumsum(1) <= u[:, None]).sum(1), possible)


### END SOLUTION

"""Decoding: from a model of the next token to a whole sentence.

Both searches see the model through a function ``step_fn(tok, state) -> (logits, new state)``.
``tok`` (B,) int64 is the last token of each row, ``logits`` (B, V) are for the token after it. A
state is a tensor, or a tuple, list or dict of states; **in each of its tensors the batch is the
last axis but one**: (L, B, H) and (B, H) both qualify. ``select_state`` and ``device_of`` know
this; both are given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

StepFunction = Callable[[Tensor, Any], tuple[Tensor, Any]]


def select_state(state: Any, index: Tensor) -> Any:
    """Return the state whose row i is row ``index[i]`` of ``state``; rows may be repeated."""
    if isinstance(state, Tensor):
        return state.index_select(-2, index)
    if isinstance(state, dict):
        return {key: select_state(part, index) for key, part in state.items()}
    return type(state)(select_state(part, index) for part in state)


def device_of(state: Any) -> torch.device:
    """Return the device that the tensors of a state are on."""
    while not isinstance(state, Tensor):
        state = next(iter(state.values() if isinstance(state, dict) else state))
    return state.device


def greedy_decode(
    step_fn: StepFunction, state: Any, bos: int, eos: int, max_len: int, B: int, pad: int = 0
) -> tuple[Tensor, Tensor]:
    """Decode a batch, taking the most probable token at every step.

    All rows begin with ``bos``, which is not part of the result. At each step ``step_fn`` is called
    once, for all B rows (also those that have finished: what comes back for them is ignored). A row
    has finished when it has produced ``eos``; from then on its ids are ``pad``. The search
    **stops as soon as all rows have finished**, and at the latest after ``max_len`` tokens; a row
    without ``eos`` is then simply cut.

    ``logp[b]`` is the sum of the natural log-probabilities (the log-softmax of the logits) of the
    tokens of row b, its ``eos`` included, and of nothing after it.

    Example: two rows, one saying ``7 eos``, the other ``7 8 9 eos``, ``max_len = 9``: ids
    ``[[7, eos, pad, pad], [7, 8, 9, eos]]`` after four calls.

    Args:
        step_fn: see the module's docstring.
        state: the state before the first step.
        bos: the id that starts every sentence.
        eos: the id that ends it.
        max_len: the most tokens, ``eos`` included, at least 1.
        B: the number of rows.
        pad: what fills up finished rows.

    Returns:
        ``ids`` ``(B, T)``, int64, T being the number of calls, and ``logp`` ``(B,)``, in the dtype
        of the logits.

    """
    ### BEGIN SOLUTION
    tok = torch.full((B,), bos, device=device_of(state))
    finished = torch.zeros_like(tok, dtype=torch.bool)
    ids, logp = [], 0.0
    for _ in range(max_len):
        logits, state = step_fn(tok, state)
        best, tok = logits.log_softmax(dim=1).max(dim=1)  # (B,)
        logp = logp + torch.where(finished, 0, best)
        ids.append(torch.where(finished, pad, tok))
        finished = finished | (tok == eos)
        if finished.all():
            break
    return torch.stack(ids, dim=1), logp
    ### END SOLUTION


def beam_search(
    step_fn: StepFunction,
    state: Any,
    bos: int,
    eos: int,
    max_len: int,
    k: int,
    alpha: float = 0.0,
    n_best: int = 1,
) -> list[tuple[list[int], float]]:
    """Search for the best sentence with a beam of ``k`` hypotheses. One sentence at a time.

    A hypothesis is a list of tokens without ``bos``; ``logp`` is the sum of the log-probabilities
    of its tokens. There is *one* at first, the empty one. Then, for lengths 1, 2, …, ``max_len``:

    1. Call ``step_fn`` **once, with all live hypotheses as its batch**, each with its own last
       token and its own state.
    2. Every live hypothesis with every token is a candidate. Rank **all** candidates by ``logp``.
    3. Those among the best k that end in ``eos`` are finished: they are set aside.
    4. The best k candidates that do **not** end in ``eos`` (all of them, if there are fewer) are
       the next live hypotheses. So finished ones take no place in the beam. Each goes on with the
       state of the hypothesis that it came from.

    Hypotheses are compared at the end by ``score = logp / len^alpha``, where ``len`` counts the
    tokens, ``eos`` included. Step 2 ranks by ``logp`` alone. If **no** hypothesis has finished, the
    live ones at the end are the result instead; otherwise unfinished ones do not count.

    **Stop early** once nothing can change any more: when n_best have finished and the worst of the
    n_best best of them scores at least ``max(logp of the live ones) / max_len^alpha``, which is
    more than any of those can still reach, as ``logp`` only falls.

    With ``k = 1, alpha = 0`` this is greedy decoding. With k so large that nothing is ever dropped,
    it finds the best of all sentences.

    Args:
        step_fn: see the module's docstring.
        state: the state before the first step, of a batch of **one**.
        bos: the id that starts every sentence.
        eos: the id that ends it.
        max_len: the most tokens, ``eos`` included, at least 1.
        k: the width of the beam, at least 1; it may exceed the number of tokens V ≥ 2.
        alpha: the exponent of the length, ≥ 0.
        n_best: how many results are wanted, at least 1.

    Returns:
        At most ``n_best`` pairs ``(ids, score)``, the best score first; ``ids`` is a list of ints,
        with its ``eos`` if it has one, ``score`` a float. Fewer if fewer have finished.

    """
    ### BEGIN SOLUTION
    device = device_of(state)
    live: list[list[int]] = [[]]
    logp = torch.zeros(1, device=device)
    tok = torch.full((1,), bos, device=device)
    finished: list[tuple[list[int], float]] = []
    for length in range(1, max_len + 1):
        logits, state = step_fn(tok, state)
        total = logp[:, None] + logits.log_softmax(dim=1)  # (live, V)
        V = total.shape[1]
        values, places = total.flatten().topk(min(2 * k, total.numel()))
        kept = []  # rank, parent and token of the next live hypotheses
        for rank, place in enumerate(places.tolist()):
            parent, token = divmod(place, V)
            if token != eos and len(kept) < k:
                kept.append((rank, parent, token))
            elif token == eos and rank < k:
                finished.append(([*live[parent], eos], float(values[rank]) / length**alpha))
        ranks, parents, tokens = torch.tensor(kept, device=device).T
        live = [[*live[parent], token] for _, parent, token in kept]
        logp, tok, state = values[ranks], tokens, select_state(state, parents)
        finished.sort(key=lambda pair: -pair[1])
        reachable = float(logp.max()) / max_len**alpha
        if len(finished) >= n_best and finished[n_best - 1][1] >= reachable:
            break
    if not finished:
        finished = [(ids, p / length**alpha) for ids, p in zip(live, logp.tolist(), strict=True)]
        finished.sort(key=lambda pair: -pair[1])
    return finished[:n_best]
    ### END SOLUTION

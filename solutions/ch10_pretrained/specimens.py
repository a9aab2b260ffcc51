"""More language models, causal and not, that no learner has seen."""

import functools

import torch
from torch import Tensor
from torch.nn import functional as F

V = 11


@functools.cache
def table(*shape: int, seed: int = 0) -> Tensor:
    """Make a table of fixed numbers."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed + 100))


def with_attention(ids: Tensor) -> Tensor:
    """Attend to the past only."""
    q, k, v = (table(V, 8, seed=seed)[ids] for seed in (1, 2, 3))
    future = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool).triu(1)
    scores = (q @ k.transpose(1, 2)).masked_fill(future, -torch.inf)
    return scores.softmax(-1) @ v @ table(8, V, seed=4)


def with_convolution(ids: Tensor) -> Tensor:
    """Look at three ids with a convolution that is padded on the left."""
    x = F.pad(table(V, 6)[ids].transpose(1, 2), (2, 0))
    return F.conv1d(x, table(V, 6, 3, seed=1)).transpose(1, 2)


def recurrent(ids: Tensor) -> Tensor:
    """Carry a state from step to step, with large logits."""
    x, U = table(V, 9)[ids], table(9, 9, seed=1) / 3
    h, states = torch.zeros(len(ids), 9), []
    for t in range(ids.shape[1]):
        h = torch.tanh(x[:, t] + h @ U)
        states.append(h)
    return 1000 * torch.stack(states, dim=1) @ table(9, V, seed=2)


def by_position(ids: Tensor) -> Tensor:
    """Look at the position, counted from the beginning, and at the first id."""
    return table(16, V)[: ids.shape[1]] + table(V, V, seed=1)[ids[:, :1]]


def last_id_at_the_first_place(ids: Tensor) -> Tensor:
    """Tell the first place what the last id is, if it is another place."""
    logits = table(V, V)[ids]
    last = table(V, V, seed=1)[ids[:, -1]]
    first = logits[:, :1] + last[:, None]
    return torch.cat([first, logits[:, 1:]], dim=1)


def only_in_long_texts(ids: Tensor) -> Tensor:
    """Be causal up to 12 ids, and see the next one in longer texts."""
    logits = table(V, V)[ids]
    return logits if ids.shape[1] <= 12 else logits + table(V, V, seed=1)[ids.roll(-1, 1)]


def sees_the_row_above(ids: Tensor) -> Tensor:
    """Add what the row above says."""
    logits = table(V, V)[ids]
    return logits + logits.roll(1, 0) if len(ids) > 1 else logits


def a_faint_leak(ids: Tensor) -> Tensor:
    """Add a thousandth of what the next id says."""
    return table(V, V)[ids] + 3e-3 * table(V, V, seed=1)[ids.roll(-1, 1)]


def two_ids_ahead(ids: Tensor) -> Tensor:
    """See the id after the next."""
    ahead = F.pad(ids, (0, 2), value=0)[:, 2:]
    return table(V, V)[ids] + table(V, V, seed=1)[ahead]


def positions_from_the_end(ids: Tensor) -> Tensor:
    """Count positions backwards from the end of the text."""
    return table(V, V)[ids] + table(16, V, seed=1)[: ids.shape[1]].flip(0)


def norm_of_the_batch(ids: Tensor) -> Tensor:
    """Normalise every feature over the rows at each place."""
    logits = table(V, V)[ids]
    return logits - 0.5 * logits.mean(0, keepdim=True)


RIGHT = {
    "check_causal": {
        "with attention": with_attention,
        "with convolution": with_convolution,
        "recurrent": recurrent,
        "by position": by_position,
    }
}
WRONG = {
    "check_causal": {
        "only the last id, at the first place": last_id_at_the_first_place,
        "only in long texts": only_in_long_texts,
        "sees the row above": sees_the_row_above,
        "a faint leak": a_faint_leak,
        "two ids ahead": two_ids_ahead,
        "positions from the end": positions_from_the_end,
        "norm of the batch": norm_of_the_batch,
    }
}

"""A language model: an embedding, a plain recurrent network, a linear layer to logits."""

import math

import torch
from torch import Tensor, nn

from .rnn import rnn_forward


class RNNLM(nn.Module):
    """A recurrent language model (Mikolov et al., 2010).

    Convention: *batch first* outside: ids ``(B, T)``, logits ``(B, T, V)``; ``rnn_forward`` inside
    is time first. ``logits[b, t]`` is about the token that *follows* ``ids[b, t]`` and depends on
    ``ids[b, 0 … t]`` (and the state before them) only.

    It must have exactly these parameters:

    | name               | shape    | at first                                    |
    | ------------------ | -------- | ------------------------------------------- |
    | `embedding.weight` | `(V, E)` | as `nn.Embedding` leaves it                 |
    | `Wxh`              | `(E, H)` | evenly spread over `[−1/√H, 1/√H]`          |
    | `Whh`              | `(H, H)` | evenly spread over `[−1/√H, 1/√H]`          |
    | `b`                | `(H,)`   | 0                                           |
    | `head.weight`      | `(V, H)` | as `nn.Linear` leaves it                    |
    | `head.bias`        | `(V,)`   | as `nn.Linear` leaves it                    |

    Forbidden: ``torch.nn.RNN`` and everything of its kind.
    """

    def __init__(self, vocab_size: int, embed_size: int, hidden_size: int) -> None:
        """Make the layers: ``V = vocab_size``, ``E = embed_size``, ``H = hidden_size``."""
        super().__init__()
        ### BEGIN SOLUTION
        bound = 1 / math.sqrt(hidden_size)
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.Wxh = nn.Parameter(torch.empty(embed_size, hidden_size).uniform_(-bound, bound))
        self.Whh = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.zeros(hidden_size))
        self.head = nn.Linear(hidden_size, vocab_size)
        ### END SOLUTION

    def init_state(self, batch_size: int, device: torch.device | str | None = None) -> Tensor:
        """Return the state before the first token: zeros of shape ``(batch_size, H)``.

        They have the dtype of the parameters, and stand on ``device``, or, if that is None, where
        the parameters are.
        """
        ### BEGIN SOLUTION
        return torch.zeros(
            batch_size, len(self.b), dtype=self.b.dtype, device=device or self.b.device
        )
        ### END SOLUTION

    def forward(self, ids: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Read tokens and return the logits of the next one at every place.

        Args:
            ids: ``(B, T)``, int64, ``T >= 1``.
            state: ``(B, H)``, what an earlier call returned; None means ``init_state``.

        Returns:
            Logits ``(B, T, V)`` and the state after the last token, ``(B, H)``. Nothing is
            remembered between two calls but what the caller passes in.

        """
        ### BEGIN SOLUTION
        if state is None:
            state = self.init_state(len(ids))
        x = self.embedding(ids).transpose(0, 1)  # (T, B, E)
        hs, state = rnn_forward(x, state, self.Wxh, self.Whh, self.b)
        return self.head(hs).transpose(0, 1), state  # (B, T, V)
        ### END SOLUTION

"""The encoder: a sentence becomes one vector for each token, and one for the whole."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Seq2SeqEncoder(nn.Module):
    """Read source sentences with a GRU.

    **Layout: batch first, (B, S). Padding stands at the end. States: (L, B, H), the bottom layer
    first.** With V words, embeddings of E numbers, a state of H numbers and L layers:

    | attribute | what | when |
    | --- | --- | --- |
    | ``embedding`` | ``nn.Embedding(V, E)`` | always |
    | ``rnn`` | ``nn.GRU(E, H, L, batch_first=True)``, perhaps ``bidirectional=True`` | always |
    | ``memory_projection`` | ``nn.Linear(2H, H)`` | only if bidirectional |
    | ``state_projection`` | ``nn.Linear(2H, H)``, the same for all layers | only if bidirectional |

    Reading in one direction, ``memory`` is the top layer's state at every token and ``state`` each
    layer's state **at the sentence's own last token**. In two directions, with → and ← for them,

        memory[b, s] = memory_projection([→ ; ←] of the top layer at token s)
        state[l, b] = tanh(state_projection([→ ; ←] of layer l, each after its last step))

    (the last step of ← is the first token). ``memory`` is exactly 0 in the padding, in both cases.

    What ids stand in the padding must make no difference at all: a sentence has the same ``memory``
    and ``state`` alone and in a batch with longer ones. torch's packing functions are imported for
    you. ``memory`` keeps the width S, even if no sentence of the batch fills it.

    Source: Sutskever, Vinyals and Le, 2014; Cho et al., 2014.
    """

    def __init__(
        self,
        vocab_size: int,
        embed_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bidirectional: bool = False,
    ) -> None:
        """Make the layers of the table above.

        Args:
            vocab_size: V.
            embed_size: E.
            hidden_size: H.
            num_layers: L.
            bidirectional: whether to read in both directions.

        """
        super().__init__()
        ### BEGIN SOLUTION
        self.bidirectional = bidirectional
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.GRU(
            embed_size, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional
        )
        if bidirectional:
            self.memory_projection = nn.Linear(2 * hidden_size, hidden_size)
            self.state_projection = nn.Linear(2 * hidden_size, hidden_size)
        ### END SOLUTION

    def forward(self, ids: Tensor, valid_len: Tensor) -> tuple[Tensor, Tensor]:
        """Encode a batch of sentences.

        Args:
            ids: ``(B, S)``, int64.
            valid_len: ``(B,)``, int64, each from 1 to S.

        Returns:
            ``memory`` ``(B, S, H)`` and ``state`` ``(L, B, H)``.

        """
        ### BEGIN SOLUTION
        B, S = ids.shape
        x = pack_padded_sequence(
            self.embedding(ids), valid_len.cpu(), batch_first=True, enforce_sorted=False
        )
        out, state = self.rnn(x)
        memory, _ = pad_packed_sequence(out, batch_first=True, total_length=S)
        if self.bidirectional:
            L, H = self.rnn.num_layers, self.rnn.hidden_size
            both = state.reshape(L, 2, B, H).transpose(1, 2).reshape(L, B, 2 * H)
            state = torch.tanh(self.state_projection(both))  # (L, B, H)
            valid = torch.arange(S, device=ids.device) < valid_len[:, None]
            memory = torch.where(valid[:, :, None], self.memory_projection(memory), 0)
        return memory, state
        ### END SOLUTION

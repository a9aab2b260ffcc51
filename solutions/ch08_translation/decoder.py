"""The decoder: from a vector to a sentence."""

from __future__ import annotations

import torch
from torch import Tensor, nn

State = tuple[Tensor, Tensor]


class Seq2SeqDecoder(nn.Module):
    """Predict the next token of the target, given those before it and the source sentence.

    **Layout: batch first, (B, T).** With V words, embeddings of E numbers, a state of H numbers and
    L layers:

    | attribute | what |
    | --- | --- |
    | ``embedding`` | ``nn.Embedding(V, E)`` |
    | ``rnn`` | ``nn.GRU(E + H, H, L, batch_first=True)`` |
    | ``head`` | ``nn.Linear(H, V)`` |

    The source sentence enters twice. The decoder *starts* from the encoder's state, layer by layer;
    and the **context** ``c``, the encoder's state of the top layer, is an input of **every** step:

        h_t = rnn([embedding(y_t) ; c], h_{t−1})        the embedding first, then the context
        logits_t = head(h_t of the top layer)           no softmax

    So a state of the decoder is the pair ``(hidden, context)`` of the shapes (L, B, H) and (B, H).
    The context never changes while a sentence is decoded. Feeding a target whole or token by token,
    handing the state on, must give the same logits.

    Source: Cho et al., 2014 (the context at every step).
    """

    def __init__(
        self, vocab_size: int, embed_size: int, hidden_size: int, num_layers: int = 1
    ) -> None:
        """Make the layers of the table above.

        Args:
            vocab_size: V.
            embed_size: E.
            hidden_size: H, that of the encoder.
            num_layers: L, that of the encoder.

        """
        super().__init__()
        ### BEGIN SOLUTION
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.GRU(embed_size + hidden_size, hidden_size, num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)
        ### END SOLUTION

    def init_state(self, enc_out: tuple[Tensor, Tensor]) -> State:
        """Make the decoder's first state.

        Args:
            enc_out: what the encoder returned: ``memory`` (B, S, H) and ``state`` (L, B, H). The
                memory is not needed here (attention will read it).

        Returns:
            ``hidden`` ``(L, B, H)`` and ``context`` ``(B, H)``.

        """
        ### BEGIN SOLUTION
        _, state = enc_out
        return state, state[-1]
        ### END SOLUTION

    def forward(self, tgt_in: Tensor, state: State) -> tuple[Tensor, State]:
        """Run the decoder over some tokens.

        Args:
            tgt_in: what has been written so far, ``(B, T)``, int64, T ≥ 1.
            state: ``(hidden, context)``.

        Returns:
            ``logits`` ``(B, T, V)``, those at step t for the token that follows ``tgt_in[:, t]``,
            and the new state.

        """
        ### BEGIN SOLUTION
        hidden, context = state
        every_step = context[:, None].expand(-1, tgt_in.shape[1], -1)
        x = torch.cat([self.embedding(tgt_in), every_step], dim=2)  # (B, T, E + H)
        out, hidden = self.rnn(x, hidden)
        return self.head(out), (hidden, context)
        ### END SOLUTION

"""What a classifier is given of a deep bidirectional network."""

from __future__ import annotations

import torch
from torch import Tensor


def final_features(hn: Tensor, num_layers: int) -> Tensor:
    """Return one vector for every sequence: the final states of the top layer, both directions.

    **Layout of hn: (L · 2, B, H)**, as torch's bidirectional layers return it: layer 0 forward,
    layer 0 backward, layer 1 forward, layer 1 backward, …. The result is batch first: row ``b``
    holds the top layer's forward state of sequence ``b``, then its backward state,

        [hn[2L − 2, b] ; hn[2L − 1, b]]

    Example, L = 1, B = 2, H = 1, ``hn = [[[1], [2]], [[3], [4]]]`` (forward 1 and 2, backward 3 and
    4): the result is ``[[1, 3], [2, 4]]``.

    **The symptom.** This function is finished, and the network that uses it classifies every
    sentence well, as long as the sentences come one at a time. In a batch it is no better than
    guessing, though the shape is right and there is no error; and when *one* sentence of the batch
    is exchanged, the answers to others change. Find the cause and mend it.

    Args:
        hn: final states of all layers and directions, ``(L · 2, B, H)``.
        num_layers: L.

    Returns:
        ``(B, 2H)``.

    """
    ### BEGIN SOLUTION
    _, B, H = hn.shape
    by_layer = hn.reshape(num_layers, 2, B, H)
    top = by_layer[num_layers - 1]  # (2, B, H)
    forward, backward = top[0], top[1]
    return torch.cat([forward, backward], dim=1)  # (B, 2H)
    ### END SOLUTION

"""Writing with a trained model, one id at a time."""

from __future__ import annotations

import torch
from torch import Tensor

from workbook.data.digit_tasks import BOS

from .transformer import Transformer


def greedy_decode(model: Transformer, src: Tensor, steps: int) -> tuple[Tensor, Tensor]:
    """Let a model write, each time the likeliest next id.

    **Convention: batch first.** The target begins with ``BOS`` in every row. At each step the model
    sees what it has written so far, and the id with the largest logit *at the last position* is
    appended. Encode the source once; rows do not end early. The model works in evaluation mode and
    without gradients, and is in the mode it was in afterwards.

    Args:
        model: has ``encode`` and ``decode`` as your ``Transformer`` does.
        src: ids, ``(B, S)``.
        steps: how many ids to write, at least 1.

    Returns:
        The ids that were written, int64 ``(B, steps)``, without the ``BOS`` at the beginning; and
        where the model looked when it wrote them: the weights that ``decode`` returns, averaged
        over the heads, ``(B, steps, S)``.

    """
    raise NotImplementedError("TODO: greedy_decode")

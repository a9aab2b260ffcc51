"""A loss that does not see the padding."""

from __future__ import annotations

import torch
from torch import Tensor


def masked_ce(
    logits: Tensor, target: Tensor, valid_len: Tensor, reduction: str = "token"
) -> Tensor:
    """Compute the cross entropy of the valid tokens of a padded batch, in nats.

    **Layout: batch first. A token is valid where ``t < valid_len[b]``.** With
    ``nll[b, t] = −log softmax(logits[b, t])[target[b, t]]`` for a valid token and 0 in the padding,
    and ``n_b = valid_len[b]``:

        "none"        nll                                       (B, T)
        "token"       Σ_b Σ_t nll[b, t] / Σ_b n_b               every token counts the same
        "sequence"    mean over b of (Σ_t nll[b, t] / n_b)      every sentence counts the same

    In ``"sequence"`` the mean goes over the sentences that have a token at all; a row with
    ``n_b = 0`` takes no part. If the batch has no valid token, both are 0.

    What stands in the padding must make no difference, to the loss or to any gradient: logits there
    may be infinite or NaN, targets may be any number, also negative ones and ones beyond V. The
    gradient by the logits is exactly 0 there. Logits may be in the tens of thousands.

    Forbidden: torch's own cross entropies. ``log_softmax`` and ``logsumexp`` are fine.

    Args:
        logits: ``(B, T, V)``.
        target: ``(B, T)``, int64.
        valid_len: ``(B,)``, int64, each from 0 to T.
        reduction: ``"token"``, ``"sequence"`` or ``"none"``.

    Returns:
        A tensor without dimensions, or ``(B, T)`` for ``"none"``.

    Raises:
        ValueError: for another reduction.

    """
    ### BEGIN SOLUTION
    if reduction not in {"token", "sequence", "none"}:
        message = f"reduction should be token, sequence or none, got {reduction!r}"
        raise ValueError(message)
    valid = torch.arange(target.shape[1], device=target.device) < valid_len[:, None]  # (B, T)
    safe_logits = torch.where(valid[:, :, None], logits, 0)
    safe_target = torch.where(valid, target, 0)
    log_p = safe_logits.log_softmax(dim=2).gather(2, safe_target[:, :, None]).squeeze(2)
    nll = torch.where(valid, -log_p, 0)  # (B, T)
    if reduction == "none":
        return nll
    if reduction == "token":
        return nll.sum() / valid.sum().clamp(min=1)
    per_sentence = nll.sum(1) / valid_len.clamp(min=1)  # (B,)
    return per_sentence.sum() / (valid_len > 0).sum().clamp(min=1)
    ### END SOLUTION

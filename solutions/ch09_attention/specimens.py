"""More cosine attentions, right and wrong, that no learner has seen."""

import numpy as np
import torch
from torch import Tensor


def cosines(q: Tensor, k: Tensor) -> Tensor:
    """Divide the products by the lengths afterwards."""
    lengths = q.norm(dim=-1).unsqueeze(-1) * k.norm(dim=-1).unsqueeze(-2)
    return q @ k.transpose(-2, -1) / torch.where(lengths > 0, lengths, 1)


def with_numpy(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Compute in NumPy, in float64, and come back."""
    Q, K = (x.double().numpy() for x in (q, k))
    lengths = np.linalg.norm(Q, axis=-1)[..., :, None] * np.linalg.norm(K, axis=-1)[..., None, :]
    scores = scale * (Q @ np.swapaxes(K, -1, -2)) / np.where(lengths > 0, lengths, 1)
    allowed = np.where(mask.numpy(), scores, -np.inf)
    top = allowed.max(-1, keepdims=True)
    e = np.exp(allowed - np.where(np.isfinite(top), top, 0))
    total = e.sum(-1, keepdims=True)
    weights = e / np.where(total > 0, total, 1)
    return torch.from_numpy(weights @ v.double().numpy()).to(v.dtype)


def with_logarithms(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Normalise in log space; a cosine lies between -1 and 1, so -3 scale is below everything."""
    scores = scale * cosines(q, k)
    floor = -3.0 * scale - 100.0
    allowed = torch.where(mask, scores, floor)
    weights = (allowed - torch.logsumexp(allowed, -1, keepdim=True)).exp()
    return torch.where(mask, weights, 0) / weights.mul(mask).sum(-1, keepdim=True).clamp(1e-30) @ v


def row_by_row(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Treat one query after the other."""
    scores = scale * cosines(q, k)
    out = torch.zeros(*q.shape[:-1], v.shape[-1], dtype=v.dtype)
    flat = scores.reshape(-1, scores.shape[-1]), mask.reshape(-1, mask.shape[-1])
    rows = out.view(-1, out.shape[-1])
    values = v.reshape(-1, *v.shape[-2:]).repeat_interleave(q.shape[-2], 0)
    for row, (score, allowed) in enumerate(zip(*flat, strict=True)):
        if allowed.any():
            rows[row] = score[allowed].softmax(0) @ values[row][allowed]
    return out


def nothing_allowed_is_nan(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Do not mind empty rows."""
    return (scale * cosines(q, k)).masked_fill(~mask, -torch.inf).softmax(-1) @ v


def zero_vectors_give_nan(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Divide by a length of 0."""
    q, k = (x / x.norm(dim=-1, keepdim=True) for x in (q, k))
    return attend(scale * q @ k.transpose(-2, -1), v, mask)


def attend(scores: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Apply a masked softmax to the values."""
    return scores.masked_fill(~mask, -torch.inf).softmax(-1).masked_fill(~mask, 0) @ v


def short_vectors_count_less(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Add an eps to the lengths that is no longer small beside them."""
    q, k = (x / (x.norm(dim=-1, keepdim=True) + 1e-4) for x in (q, k))
    return attend(scale * q @ k.transpose(-2, -1), v, mask)


def far_rows_vanish(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Subtract one maximum for all rows."""
    scores = scale * cosines(q, k)
    e = torch.exp(scores - scores.max()) * mask
    total = e.sum(-1, keepdim=True)
    return e / torch.where(total > 0, total, 1) @ v


def in_half_the_digits(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Compute in float32 whatever comes."""
    return attend(scale * cosines(q.float(), k.float()), v.float(), mask).to(v.dtype)


def always_in_double(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Return float64 whatever came."""
    return attend(scale * cosines(q.double(), k.double()), v.double(), mask)


def needs_one_leading_axis(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Multiply with bmm."""
    lengths = q.norm(dim=-1).unsqueeze(-1) * k.norm(dim=-1).unsqueeze(-2)
    scores = torch.bmm(q, k.transpose(1, 2)) / torch.where(lengths > 0, lengths, 1)
    return attend(scale * scores, v, mask)


def first_mask_for_all(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Apply the first example's mask to every example."""
    first = mask.reshape(-1, *mask.shape[-2:])[0]
    return attend(scale * cosines(q, k), v, first)


def forbidden_scores_are_zero(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float
) -> Tensor:
    """Multiply scores by the mask."""
    weights = (scale * cosines(q, k) * mask).softmax(-1)
    return torch.where(mask.any(-1, keepdim=True), weights, 0) @ v


def angle_without_sign(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
    """Take opposite directions for the same."""
    return attend(scale * cosines(q, k).abs(), v, mask)


RIGHT = {
    "check_cosine_attention": {
        "with numpy": with_numpy,
        "with logarithms": with_logarithms,
        "row by row": row_by_row,
    }
}
WRONG = {
    "check_cosine_attention": {
        "nothing allowed is NaN": nothing_allowed_is_nan,
        "zero vectors give NaN": zero_vectors_give_nan,
        "short vectors count less": short_vectors_count_less,
        "far rows vanish": far_rows_vanish,
        "in half the digits": in_half_the_digits,
        "always in float64": always_in_double,
        "needs one leading axis": needs_one_leading_axis,
        "first mask for all": first_mask_for_all,
        "forbidden scores are zero": forbidden_scores_are_zero,
        "opposite directions alike": angle_without_sign,
    }
}

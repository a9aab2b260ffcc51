"""Scaled dot-product attention."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .masking import causal_mask, combine_masks, masked_softmax


def sdpa(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Tensor | None = None,
    bias: Tensor | None = None,
    causal: bool = False,
) -> tuple[Tensor, Tensor]:
    """Look up values by the similarity of queries and keys.

    **Convention: a mask is True where a query may attend to a key; a query that may attend to
    nothing gets weights 0 and the output 0.** With ``dk`` for the width of a query,

        scores[…, i, j] = Σ_c q[…, i, c] · k[…, j, c] / √dk  +  bias[…, i, j]
        weights = softmax of the scores over the allowed keys j
        out[…, i] = Σ_j weights[…, i, j] · v[…, j]

    - ``mask`` and ``bias`` broadcast to ``(…, Q, K)``. The bias is added *after* scaling.
    - ``causal=True`` forbids the future besides what ``mask`` forbids. The queries are the *last* Q
      of the K positions, so query i may attend to the keys ``j ≤ i + K − Q``. With a cache there
      are fewer queries than keys, and the last query sees every key.
    - Any number of leading axes, from none on; they are equal in q, k and v.
    - **Half precision.** For float16 and bfloat16 inputs calculate in float32 and round the two
      results at the very end. A score in float16 overflows beyond 65504 although its weight is
      harmless, and a score of 20 in bfloat16 is only known to ±0.06.

    No loop, and nothing larger than the scores: in particular no tensor ``(…, Q, K, dk)``. Your
    ``masked_softmax`` and your masks are at hand. Source: Vaswani et al., 2017, section 3.2.1.
    Forbidden: torch's own attention.

    Args:
        q: queries, ``(…, Q, dk)``.
        k: keys, ``(…, K, dk)``.
        v: values, ``(…, K, dv)``.
        mask: bool, or None: every key is allowed.
        bias: floating, in the dtype of q, or None.
        causal: whether the future is forbidden.

    Returns:
        ``out`` ``(…, Q, dv)`` and ``weights`` ``(…, Q, K)``, both in the dtype of ``q``.

    """
    raise NotImplementedError("TODO: sdpa")

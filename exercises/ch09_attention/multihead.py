"""Multi-head attention."""

from __future__ import annotations

from torch import Tensor, nn

from .attention import sdpa


def split_heads(x: Tensor, h: int) -> Tensor:
    """Cut the features of every position into h heads.

    **Convention: batch first.** Head n of position t holds the features ``n·dk … n·dk + dk − 1`` of
    that position, with ``dk = d / h``: ``out[b, n, t, c] = x[b, t, n·dk + c]``.

    Args:
        x: ``(B, T, d)``, need not be contiguous.
        h: how many heads; it divides d.

    Returns:
        ``(B, h, T, d / h)``.

    Raises:
        ValueError: h does not divide d.

    """
    raise NotImplementedError("TODO: split_heads")


def merge_heads(x: Tensor) -> Tensor:
    """Put the heads of every position side by side again: the inverse of ``split_heads``.

    Args:
        x: ``(B, h, T, dk)``, need not be contiguous.

    Returns:
        ``(B, T, h · dk)``.

    """
    raise NotImplementedError("TODO: merge_heads")


class MultiHeadAttention(nn.Module):
    """Several attentions side by side, each in a subspace of its own.

    **Convention: batch first; a mask is True where a query may attend to a key.**

        Q = queries W_qᵀ + b_q        K = keys W_kᵀ + b_k        V = values W_vᵀ + b_v
        head n = scaled dot-product attention of the n-th parts of Q, K and V (``split_heads``)
        out = [head 0 ; … ; head h−1] W_oᵀ + b_o

    Each head is as wide as ``dk = d_model / h``, and it is √dk that its scores are divided by. Four
    linear maps, registered in this order; with ``bias=False`` none of them has a bias:

        W_q.weight  (d_model, d_q)    W_q.bias  (d_model,)
        W_k.weight  (d_model, d_k)    W_k.bias  (d_model,)
        W_v.weight  (d_model, d_v)    W_v.bias  (d_model,)
        W_o.weight  (d_model, d_model)    W_o.bias  (d_model,)

    Source: Vaswani et al., 2017, section 3.2.2. Forbidden: torch's own attention.
    """

    def __init__(
        self, d_q: int, d_k: int, d_v: int, d_model: int, h: int, bias: bool = True
    ) -> None:
        """Make the four linear maps.

        Args:
            d_q: width of the queries.
            d_k: width of the keys.
            d_v: width of the values.
            d_model: width of all heads together, and of the output.
            h: how many heads.
            bias: whether the maps have biases.

        Raises:
            ValueError: h does not divide d_model.

        """
        super().__init__()
        raise NotImplementedError("TODO: MultiHeadAttention.__init__")

    def forward(
        self,
        queries: Tensor,
        keys: Tensor,
        values: Tensor,
        mask: Tensor | None = None,
        causal: bool = False,
    ) -> tuple[Tensor, Tensor]:
        """Attend with all heads at once, without a loop over them.

        Args:
            queries: ``(B, Q, d_q)``.
            keys: ``(B, K, d_k)``.
            values: ``(B, K, d_v)``.
            mask: bool, or None. ``(Q, K)`` holds for every example, ``(B, 1, K)`` for every query,
                ``(B, Q, K)`` says it for each; it always holds for every head.
            causal: whether the future is forbidden besides, as in ``sdpa`` (aligned to the end).

        Returns:
            ``out`` ``(B, Q, d_model)`` and the weights of all heads, ``(B, h, Q, K)``.

        """
        raise NotImplementedError("TODO: MultiHeadAttention.forward")

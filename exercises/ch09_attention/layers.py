"""The layers of a Transformer."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn
from torch.nn import functional as F

from .multihead import MultiHeadAttention



class EncoderLayer(nn.Module):
    """Self-attention and a feed-forward network, each inside a residual connection.

    **Convention: batch first, ``(B, T, d)``; a mask is True where a query may attend to a key.**
    With ``A(z)`` for the self-attention (z is queries, keys and values) and
    ``F(z) = linear2(act(linear1(z)))``,

        norm="pre":     x ← x + dropout(A(norm1(x)))        x ← x + dropout(F(norm2(x)))
        norm="post":    x ← norm1(x + dropout(A(x)))        x ← norm2(x + dropout(F(x)))

    Dropout acts on what a sub-layer puts out, before it is added, and nowhere else; in evaluation
    mode nothing is dropped. The modules, registered in this order:

        self_attention    MultiHeadAttention(d, d, d, d, h), with biases
        norm1             nn.LayerNorm(d)
        linear1           nn.Linear(d, ff)
        linear2           nn.Linear(ff, d)
        norm2             nn.LayerNorm(d)

    ``nn.LayerNorm``, ``nn.Linear`` and ``nn.Dropout`` are allowed; torch's own attention and
    Transformer layers are not. Source: Vaswani et al., 2017 (post); Xiong et al., 2020 (pre).
    """

    def __init__(
        self, d: int, h: int, ff: int, p: float = 0.0, norm: str = "pre", act: str = "relu"
    ) -> None:
        """Make the modules.

        Args:
            d: width of the model.
            h: how many heads.
            ff: width of the feed-forward network.
            p: the probability of dropout, in [0, 1].
            norm: ``"pre"`` or ``"post"``.
            act: ``"relu"`` or ``"gelu"`` (the exact one, with the error function).

        Raises:
            ValueError: for another ``norm`` or ``act``.

        """
        super().__init__()
        raise NotImplementedError("TODO: EncoderLayer.__init__")

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Pass a batch through the layer.

        Args:
            x: ``(B, T, d)``.
            mask: bool, ``(T, T)``, ``(B, 1, T)`` or ``(B, T, T)``; None allows everything.

        Returns:
            ``(B, T, d)``.

        """

        raise NotImplementedError("TODO: EncoderLayer.forward")


class DecoderLayer(nn.Module):
    """Causal self-attention, cross-attention and a feed-forward network.

    **Convention: batch first; a mask is True where a query may attend to a key.** Three sub-layers,
    each with a residual connection, a LayerNorm and dropout of its own, put together as in
    ``EncoderLayer`` (pre or post), in this order:

    1. self-attention over the target, **causal**: position t sees the positions 0 … t;
    2. cross-attention: the target asks (queries), the memory answers (keys and values). The memory
       itself passes through no norm here;
    3. ``linear2(act(linear1(z)))``.

    The modules, registered in this order:

        self_attention    MultiHeadAttention(d, d, d, d, h), with biases
        norm1             nn.LayerNorm(d)
        cross_attention   MultiHeadAttention(d, d, d, d, h), with biases
        norm2             nn.LayerNorm(d)
        linear1           nn.Linear(d, ff)
        linear2           nn.Linear(ff, d)
        norm3             nn.LayerNorm(d)
    """

    def __init__(
        self, d: int, h: int, ff: int, p: float = 0.0, norm: str = "pre", act: str = "relu"
    ) -> None:
        """Make the modules; the arguments and errors are those of ``EncoderLayer``."""
        super().__init__()
        raise NotImplementedError("TODO: DecoderLayer.__init__")

    def forward(
        self, x: Tensor, memory: Tensor, memory_mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Pass a batch through the layer.

        Args:
            x: the target so far, ``(B, T, d)``.
            memory: what the encoder made of the source, ``(B, S, d)``.
            memory_mask: which places of the memory may be attended to, bool, ``(B, 1, S)``; None
                allows all. It says nothing about the self-attention.

        Returns:
            ``(B, T, d)``, and the weights of the cross-attention, ``(B, h, T, S)``.

        """
        raise NotImplementedError("TODO: DecoderLayer.forward")

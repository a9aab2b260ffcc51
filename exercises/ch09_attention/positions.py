"""Where a word stands: sinusoidal positions."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def sinusoidal(
    T: int,
    d: int,
    base: float = 10000.0,
    offset: int = 0,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
) -> Tensor:
    """Make a table of positions out of sines and cosines of many wavelengths.

    **Convention: even columns are sines, odd columns the cosines of the same angle, side by side.**
    Row r belongs to the position ``t = offset + r``. With the pair index ``i = 0, 1, 2, …``,

        table[r, 2i]     = sin( t / base^(2i / d) )
        table[r, 2i + 1] = cos( t / base^(2i / d) )

    For an odd d the last column is a sine without its cosine. **Calculate in float64 and round to
    ``dtype`` once, at the end**: an angle of 30,000 has only two decimals in float32, and in
    bfloat16 the positions 256 and 257 are the same number. No loop over rows or columns.

    Example: ``sinusoidal(2, 4, base=100.0)`` has the rows ``[0, 1, 0, 1]`` and
    ``[sin 1, cos 1, sin 0.1, cos 0.1]``.

    Source: Vaswani et al., 2017, section 3.5.

    Args:
        T: how many positions.
        d: how many columns.
        base: the longest wavelength is nearly ``2π · base``.
        offset: the first position.
        dtype: of the result; torch's default dtype if unsaid.
        device: where the table is made; the CPU if unsaid.

    Returns:
        ``(T, d)``.

    """
    raise NotImplementedError("TODO: sinusoidal")


class PositionalEncoding(nn.Module):
    """Add positions to embeddings, then drop some entries.

    **Convention: batch first.** ``forward(x, offset)`` returns ``dropout(x + positions)``, where
    row t of every example gets the position ``offset + t``. Dropout acts on the *sum*, in training
    mode only.

    The table is no parameter: nothing of it is learned and nothing of it is in the ``state_dict``,
    which is empty. There is no greatest length: every T and every offset work. The positions are
    calculated in float64 and rounded once to the dtype of ``x``, also where that is bfloat16.
    """

    def __init__(self, d: int, dropout: float = 0.0, base: float = 10000.0) -> None:
        """Note what is needed.

        Args:
            d: the width of the embeddings, even or odd.
            dropout: the probability with which an entry is dropped, in [0, 1].
            base: as in ``sinusoidal``.

        """
        super().__init__()
        raise NotImplementedError("TODO: PositionalEncoding.__init__")

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        """Add positions: ``(B, T, d)`` stays ``(B, T, d)``, in the dtype of ``x``."""
        raise NotImplementedError("TODO: PositionalEncoding.forward")

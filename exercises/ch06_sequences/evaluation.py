"""What a language model is worth: the loss of padded batches, perplexity, bits a character."""

import math
from collections.abc import Iterable

import torch
from torch import Tensor

Batch = tuple[Tensor, Tensor, Tensor]


def sequence_nll(logits: Tensor, targets: Tensor, lengths: Tensor) -> tuple[Tensor, int]:
    """Add up the negative log-likelihood of the targets of a padded batch.

    Convention: the reduction is a *sum*, in nats, and the number of summands comes with it. Row
    ``b`` has ``lengths[b]`` targets, ``targets[b, 0 … lengths[b] − 1]``; what stands behind them is
    padding and counts for nothing, whatever it holds: a padded target may be no legal id, a padded
    logit may be NaN.

        sum = − Σ_b Σ_{t < lengths[b]} log softmax(logits[b, t])[ targets[b, t] ]

    Args:
        logits: ``(B, T, V)``.
        targets: ``(B, T)``, int64.
        lengths: ``(B,)``, int64, each ``0 … T``.

    Returns:
        The sum, of shape ``()`` in the dtype of ``logits``, through which autograd works; and the
        number of targets that counted, an int. With no target at all, the sum is 0.

    """
    raise NotImplementedError("TODO: sequence_nll")


def perplexity(batches: Iterable[Batch]) -> float:
    """Return the perplexity of a model over a whole text that came in batches.

    Convention: the *exponential of the mean* negative log-likelihood (in nats) of all targets of
    all batches, each target with the same weight. A model that gives all ``V`` tokens the same
    probability has the perplexity ``V``.

    Args:
        batches: triples ``(logits, targets, lengths)`` as ``sequence_nll`` takes them; any
            iterable, also one that can be gone through only once.

    Raises:
        ValueError: there is no target in any batch.

    """
    raise NotImplementedError("TODO: perplexity")


def bits_per_char(batches: Iterable[Batch]) -> float:
    """Return the mean negative log-likelihood of all targets, in bits instead of nats.

    Convention: a bit is ``log 2`` nats, so this is the logarithm of the perplexity to the base 2. A
    model that gives all ``V`` tokens the same probability needs ``log₂ V`` bits.

    Args:
        batches: as for ``perplexity``.

    Raises:
        ValueError: there is no target in any batch.

    """
    raise NotImplementedError("TODO: bits_per_char")

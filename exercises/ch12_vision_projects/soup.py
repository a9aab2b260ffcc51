"""Averaging the weights of several fine-tuned networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor


def model_soup(
    states: Sequence[Mapping[str, Tensor]], weights: Sequence[float] | None = None
) -> dict[str, Tensor]:
    """Average the ``state_dict``s of networks that were fine-tuned from the same start.

    Every floating entry becomes sum over n of weights[n] · states[n][name] / sum of all weights;
    without ``weights`` it is the plain mean. Entries of integers (BatchNorm's
    ``num_batches_tracked``) are those of the first state. The result has memory of its own, and
    **the states, which belong to networks that go on living, are left unchanged**.

    This function runs, but it is wrong. **Symptom**: the first soup is as good as hoped for. But
    afterwards the first of the networks has become worse or better, and exactly as good as the
    soup. A second soup of the same networks, with other weights, comes out wrong. Find the mistake
    and mend it.

    Source: Wortsman et al., "Model soups: averaging weights of multiple fine-tuned models improves
    accuracy without increasing inference time", 2022.

    Args:
        states: at least one, all with the same names and shapes.
        weights: one number for each state, of positive sum.

    Returns:
        The averaged state.

    Raises:
        ValueError: if the names of the states differ.

    """
    if any(state.keys() != states[0].keys() for state in states):
        message = "the states have different entries"
        raise ValueError(message)
    weights = [1.0] * len(states) if weights is None else weights
    shares = [weight / sum(weights) for weight in weights]
    soup = {}
    for name, first in states[0].items():
        mixed = first.detach()
        if first.is_floating_point():
            mixed *= shares[0]
            for share, state in zip(shares[1:], states[1:], strict=True):
                mixed += share * state[name].detach()
        soup[name] = mixed
    return soup

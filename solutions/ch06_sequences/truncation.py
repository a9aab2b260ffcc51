"""Truncated back-propagation through time: the state goes on, the gradient does not."""

from typing import Any

import torch
from torch import Tensor, nn


def detach_state(state: Any) -> Any:
    """Cut a state off from the graph that computed it.

    Convention: the result has the same structure and the same values. A tensor is returned
    detached; a tuple, a list or a dict, however nested, comes back as a tuple, list or dict of
    detached tensors; None (no state yet) stays None. What was passed in stays as it was: its
    graph can still be used.

    Args:
        state: a tensor, a tuple, list or dict of states, or None.

    """
    ### BEGIN SOLUTION
    if isinstance(state, Tensor):
        return state.detach()
    if isinstance(state, dict):
        return {key: detach_state(part) for key, part in state.items()}
    if isinstance(state, tuple | list):
        return type(state)(detach_state(part) for part in state)
    return state
    ### END SOLUTION


def tbptt_step(
    model: nn.Module,
    state: Any,
    chunk: tuple[Tensor, Tensor],
    opt: torch.optim.Optimizer,
    clip: float | None = None,
) -> tuple[Any, float]:
    """Train on one chunk of a long text, with truncated back-propagation (Williams and Peng, 1990).

    Convention: batch first; ``model(x, state)`` maps ids ``(B, T)`` and a state (None at the
    beginning of the text) to logits ``(B, T, V)`` and the state after the last step.

    1. Start from the *values* of ``state``, but outside of the graph that computed it.
    2. Run the model over the whole chunk, in one call. The loss is the mean cross-entropy of the
       ``B · T`` targets, in nats.
    3. Differentiate it (the gradients of earlier chunks must not be added); inside the chunk, the
       gradient flows through all steps.
    4. If ``clip`` is given and the norm of the whole gradient, over all parameters together, is
       larger than it: scale the gradient down to this norm.
    5. Take one step of ``opt``.

    Args:
        model: the language model.
        state: what the call for the chunk before returned, or None.
        chunk: ``(x, y)``, inputs and targets, both ``(B, T)`` int64.
        opt: holds the parameters of ``model``.
        clip: the largest norm of the gradient, or None for no limit.

    Returns:
        The state after the chunk, detached; and the loss before the step, a float.

    """
    ### BEGIN SOLUTION
    x, y = chunk
    logits, state = model(x, detach_state(state))  # (B, T, V)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten())
    opt.zero_grad()
    loss.backward()
    if clip is not None:
        nn.utils.clip_grad_norm_(model.parameters(), clip)
    opt.step()
    return detach_state(state), loss.item()
    ### END SOLUTION

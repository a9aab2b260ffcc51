"""Writing text with a language model, one token at a time."""

from collections.abc import Callable

import torch
from torch import Tensor


def sample_text(
    model: Callable,
    prefix_ids: list[int],
    n: int,
    u: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
) -> list[int]:
    """Continue a text by ``n`` tokens that are drawn from a language model.

    Convention: ``model(ids, state)`` maps ids ``(1, T)``, int64, and a state (None at first) to
    logits ``(1, T, V)`` and the next state; the logits at a place are about the token that
    follows. The randomness comes in as ``u``: the same numbers give the same text.

    1. Read the whole prefix, from the state None. The last logits are about the first new token.
    2. For ``i = 0 … n − 1``, make probabilities of the logits ``z`` and draw a token:

       - ``top_k``: only the ``top_k`` tokens with the largest logits stay possible (all, if there
         are no more than that); the others get the probability 0;
       - ``p = softmax(z / temperature)`` over the possible tokens. With ``temperature = 0``: the
         token with the largest logit (``u`` plays no part);
       - with the tokens in the order of their ids, take the first one for which
         ``p_0 + … + p_token > u[i]`` (the inverse of the distribution function). If rounding
         leaves none, take the possible token with the largest id.

    3. Feed the new token, and it alone, with the carried state, to get the next logits.

    Compute the probabilities in float64, so that rounding decides nothing. Use no gradient graph.

    Args:
        model: the language model.
        prefix_ids: at least one id.
        n: how many tokens to add, 0 or more.
        u: ``(n,)``, numbers in [0, 1).
        temperature: 0 or more; below 1 the likely tokens become likelier.
        top_k: how many tokens stay possible; None means all.

    Returns:
        The ``n`` new ids, as Python ints, without the prefix.

    """
    ### BEGIN SOLUTION
    new: list[int] = []
    feed, state = prefix_ids, None
    device = u.device
    with torch.no_grad():
        for i in range(n):
            logits, state = model(torch.tensor([feed], device=device), state)
            z = logits[0, -1].double()  # (V,)
            if top_k is not None and top_k < len(z):
                z = z.masked_fill(z < z.topk(top_k).values[-1], -torch.inf)
            if temperature == 0:
                token = int(z.argmax())
            else:
                p = (z / temperature).softmax(0)
                below = int((p.cumsum(0) <= u[i]).sum())
                token = min(below, int(p.nonzero()[-1]))
            new.append(token)
            feed = [token]
    return new
    ### END SOLUTION

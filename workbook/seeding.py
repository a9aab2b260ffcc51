"""Which seed a scenario draws with."""

from __future__ import annotations

import hmac

BITS = 63


def scenario_seed(seed: int, name: str, *, secret: bool = False) -> int:
    """Return the seed of one scenario, or of one scenario's ``given``.

    A public seed is the same for all. Of a secret one each name gets a seed of its own, from which
    neither the secret nor another name's seed can be told: a worker that has run one scenario
    knows nothing of the inputs of the next.
    """
    if not secret:
        return seed
    digest = hmac.digest(str(seed).encode(), name.encode(), "sha256")
    return int.from_bytes(digest, "big") >> (8 * len(digest) - BITS)

"""What torch imports late, imported once in the parent instead of in every worker."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

# The first optimiser of a process imports torch's compiler, which takes about a second.
LATE = {"optim": "torch._dynamo"}


def warm(texts: Iterable[str]) -> None:
    """Import what code with these texts is going to need, so that forked workers have it."""
    together = "\n".join(texts)
    for word, module in LATE.items():
        if word in together:
            importlib.import_module(module)

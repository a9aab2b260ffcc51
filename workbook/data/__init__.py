"""Data sets: every loader returns CPU tensors, prints nothing, and never downloads by itself."""

import importlib
from typing import Any

from workbook.data.bundled import breast_cancer, diabetes, digits, iris, shifted_digits, wine

_DOWNLOADED = frozenset(
    {
        *("mnist", "fashion_mnist", "cifar10", "dogs_vs_cats", "oxford_pets", "penn_fudan"),
        *("imdb", "multi30k", "tatoeba", "time_machine", "tiny_shakespeare", "text8", "glove"),
        *("sst2", "conll2003", "squad"),
    }
)

__all__ = ["breast_cancer", "diabetes", "digits", "iris", "shifted_digits", "wine"]


def __getattr__(name: str) -> Any:
    """Import the loaders of downloaded data when one is first asked for."""
    if name in _DOWNLOADED:
        return getattr(importlib.import_module("workbook.data.downloads"), name)
    message = f"module 'workbook.data' has no attribute '{name}'"
    raise AttributeError(message)

"""What a learner has reached, kept in ``.workbook/state.json`` and written atomically."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FILE = Path(".workbook") / "state.json"


def read_state(root: Path) -> dict[str, Any]:
    """Return the state; an unreadable file counts as none, since it can be made again."""
    try:
        state = json.loads((root / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        state = {}
    state = state if isinstance(state, dict) else {}
    kept = {key: value for key, value in state.items() if isinstance(value, dict)}
    return {"marks": {}, "hints": {}, **kept}


@contextmanager
def changed_state(root: Path) -> Iterator[dict[str, Any]]:
    """Read the state, let the caller change it, and write it back whole or not at all."""
    state = read_state(root)
    yield state
    path = root / FILE
    path.parent.mkdir(exist_ok=True)
    descriptor, name = tempfile.mkstemp(".tmp", "state-", path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(state, file, indent=1, sort_keys=True)
    Path(name).replace(path)

"""Where downloads are kept, and which of them can be trusted.

The folder is ``WORKBOOK_DATA``, or ``datasets/cache/`` of the course, which git ignores; each data
set has a folder of its own in it. ``seen.json`` beside them remembers, of every file whose checksum
the manifest does not know, what it was when a person consented to it.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Literal

from workbook.catalog import course_root
from workbook.data.downloads.manifest import DataSet, File

State = Literal["missing", "good", "changed", "unknown"]


def cache_folder() -> Path:
    """Return the folder of all downloads."""
    named = os.environ.get("WORKBOOK_DATA")
    return Path(named).expanduser() if named else course_root() / "datasets" / "cache"


def place(data_set: DataSet, file: File) -> Path:
    """Return where a file lies, or would."""
    return cache_folder() / data_set.name / file.name


def expected(data_set: DataSet, file: File) -> str | None:
    """Return the checksum that a file must have, with its algorithm, as far as one is known."""
    return file.checksum or _seen().get(f"{data_set.name}/{file.name}")


def state_of(data_set: DataSet, file: File) -> State:
    """Return whether a file is there and what it should be."""
    path = place(data_set, file)
    if not path.is_file():
        return "missing"
    checksum = expected(data_set, file)
    if checksum is None:
        return "unknown"
    return "good" if checksum_of(path, checksum.partition(":")[0]) == checksum else "changed"


def remember(data_set: DataSet, file: File) -> str:
    """Keep the checksum of a file that a person consented to, and return it."""
    checksum = checksum_of(place(data_set, file), "sha256")
    seen = {**_seen(), f"{data_set.name}/{file.name}": checksum}
    path = cache_folder() / "seen.json"
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(seen, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(path)
    return checksum


def checksum_of(path: Path, algorithm: str) -> str:
    """Return ``algorithm:digits`` of a file."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.new(algorithm, usedforsecurity=False))
    return f"{algorithm}:{digest.hexdigest()}"


def _seen() -> dict[str, str]:
    try:
        seen = json.loads((cache_folder() / "seen.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # whoever spoils it is asked again
    return seen if isinstance(seen, dict) else {}

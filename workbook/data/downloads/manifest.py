"""What can be downloaded: ``datasets/manifest.json``, read and checked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbook.catalog import course_root
from workbook.errors import CourseError, UsageError, did_you_mean

ALGORITHMS = {"md5": 32, "sha1": 40, "sha256": 64}  # and how many hexadecimal digits they give
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class File:
    """One file of a data set.

    Attributes:
        name: what it is called in the cache, and on a mirror.
        urls: where it is, best first.
        size: bytes, exact or rounded, as far as known: told before a download, and twice as many
            are too many.
        checksum: ``md5:…``, ``sha1:…`` or ``sha256:…``; ``None`` where nobody could confirm one.

    """

    name: str
    urls: tuple[str, ...]
    size: int | None
    checksum: str | None


@dataclass(frozen=True)
class DataSet:
    """A data set: its files, and the line that says who may do what with it."""

    name: str
    licence: str
    files: tuple[File, ...]


def data_sets() -> dict[str, DataSet]:
    """Return every data set that can be downloaded, by name."""
    path = course_root() / "datasets" / "manifest.json"
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["data_sets"]
        return {entry["name"]: _data_set(entry) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path} is not a manifest of data sets: {type(error).__name__}: {error}"
        raise CourseError(message) from error


def find_data_set(name: str) -> DataSet:
    """Return the data set called ``name``."""
    known = data_sets()
    if name not in known:
        message = (
            f"there is no data set '{name}' to download.{did_you_mean(name, known)} "
            f"There are: {', '.join(known)}."
        )
        raise UsageError(message)
    return known[name]


def _data_set(entry: dict[str, Any]) -> DataSet:
    files = tuple(_file(one) for one in entry["files"])
    return DataSet(_plain(entry["name"]), entry["licence"], files)


def _file(entry: dict[str, Any]) -> File:
    algorithm, checksum = entry["algorithm"], entry["checksum"]
    if checksum is not None:
        if not re.fullmatch(f"[0-9a-f]{{{ALGORITHMS[algorithm]}}}", checksum):
            message = f"no {algorithm} of {entry['name']}: {checksum}"
            raise ValueError(message)
        checksum = f"{algorithm}:{checksum}"
    return File(_plain(entry["name"]), tuple(entry["urls"]), entry["size"], checksum)


def _plain(name: str) -> str:
    """Return a name that cannot lead out of its folder."""
    if not PLAIN_NAME.fullmatch(name) or name != Path(name).name:
        message = f"no name for a file: {name!r}"
        raise ValueError(message)
    return name

"""Which course graded: a hash of everything that a mark depends on, besides the submission."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import workbook
from workbook.exercise import Chapter

TOOL = Path(workbook.__file__).parent
SHOWING = {"templates", "report"}  # how results are shown changes no mark
LEFT_OUT = {"__pycache__", "cache"}


def course_version(chapter: Chapter) -> str:
    """Return the hash of a chapter's graders, references and data, and of the tool's sources."""
    digest = hashlib.sha256()
    for label, root in (
        ("graders", chapter.graders),
        ("solutions", chapter.solutions),
        ("datasets", chapter.root / "datasets"),
        ("workbook", TOOL),
    ):
        for path in _files(root):
            content = path.read_bytes()
            name = path.relative_to(root).as_posix()
            digest.update(f"{label}/{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def torch_version() -> str:
    """Return the version of torch, without importing it."""
    return version("torch")


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        parts = set(path.relative_to(root).parts)
        marks = path.suffix not in {".md", ".pyc", ".lock"}
        if marks and not parts & (LEFT_OUT | SHOWING) and path.is_file():
            yield path

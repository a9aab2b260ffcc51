"""Stubs: ``exercises/**/*.py``, generated from ``solutions/``; a learner's text is never lost."""

from __future__ import annotations

import hashlib
from pathlib import Path

from workbook.course import Course
from workbook.exercise import Chapter

LOCK = "stubs.lock"


def write_stubs(chapter: Chapter) -> list[str]:
    """Generate a chapter's stubs and return what was done, a line each.

    A file that differs from its last generated text was edited by a learner: the new stub goes
    beside it, as ``<file>.new``.
    """
    told = []
    locked = _read_lock(chapter)
    chapter.stubs.mkdir(parents=True, exist_ok=True)
    for module, text in Course(chapter).stubs.items():
        path = chapter.stubs / f"{module}.py"
        known = locked.get(path.name)
        locked[path.name] = _hash(text)
        standing = path.read_text(encoding="utf-8", errors="replace") if path.exists() else None
        if standing is None or _hash(standing) in {known, _hash(text)}:
            if standing != text:
                path.write_text(text, encoding="utf-8")
                told.append(f"wrote {_short(path)}")
        else:
            beside = path.with_name(f"{path.name}.new")
            beside.write_text(text, encoding="utf-8")
            told.append(f"{_short(path)} was edited: the new stub is {beside.name}, beside it")
    lines = [f"{digest}  {name}\n" for name, digest in sorted(locked.items())]
    (chapter.graders / LOCK).write_text("".join(lines), encoding="utf-8")
    return told


def check_stubs(chapter: Chapter) -> list[str]:
    """Return what is out of date, a line each: the lock is compared, so edits do not count."""
    locked = _read_lock(chapter)
    stale = []
    for module, text in Course(chapter).stubs.items():
        path = chapter.stubs / f"{module}.py"
        if locked.get(path.name) != _hash(text) or not path.exists():
            stale.append(f"{_short(path)} is out of date: run `workbook stubs`")
    return stale


def _read_lock(chapter: Chapter) -> dict[str, str]:
    path = chapter.graders / LOCK
    if not path.exists():
        return {}
    pairs = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    return {name: digest for digest, name in pairs}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _short(path: Path) -> str:
    return "/".join(path.parts[-3:])

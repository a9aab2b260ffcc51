"""Putting one stub back, without losing what the learner wrote."""

from __future__ import annotations

import ast
import io
import itertools
import shutil
from pathlib import Path

from workbook.course import Course
from workbook.errors import UsageError
from workbook.exercise import Chapter, Exercise


def reset_exercise(chapter: Chapter, exercise: Exercise) -> tuple[Path, Path]:
    """Put the exercise's stub back into its file; return the file and the copy of the old one.

    Only the exercise's own definitions change. Where the file does not parse, the whole stub of
    the module comes back, and the copy holds everything that stood there.
    """
    stub = Course(chapter).stubs[exercise.module]
    path = chapter.stubs / f"{exercise.module}.py"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(stub, encoding="utf-8")
        message = f"{path} was missing: the stub is there again, nothing else was done"
        raise UsageError(message)
    kept = _free_name(path)
    shutil.copy2(path, kept)
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        for name in exercise.names:
            text = _replace(text, stub, name)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        text = stub
    path.write_text(text, encoding="utf-8")
    return path, kept


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.{n}.orig") for n in itertools.count(1))
    return next(name for name in names if not name.exists())


def _replace(text: str, stub: str, name: str) -> str:
    """Replace the definition of ``name`` in ``text`` by the stub's, or append it."""
    definition = "".join(_lines(stub, name)[1])
    found, _, (begin, end) = _lines(text, name)
    lines = io.StringIO(text).readlines()  # as Python counts them; `splitlines` knows more ends
    if not found:
        return f"{text.rstrip()}\n\n\n{definition}"
    return "".join([*lines[:begin], definition, *lines[end:]])


def _lines(text: str, name: str) -> tuple[bool, list[str], tuple[int, int]]:
    nodes = [n for n in ast.parse(text).body if getattr(n, "name", None) == name]
    if not nodes:
        return False, [], (0, 0)
    node = nodes[-1]
    decorators = getattr(node, "decorator_list", [])
    begin = min([node.lineno, *(d.lineno for d in decorators)]) - 1
    end = node.end_lineno or node.lineno
    return True, io.StringIO(text).readlines()[begin:end], (begin, end)

"""What a learner wrote themselves, in a form in which two texts can be compared.

Comments, docstrings and layout are gone, and so is every line that stands in the stub.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Collection, Mapping

from workbook.course import Course
from workbook.exercise import Exercise
from workbook.loading import Sources

LONGEST = 10_000  # characters of one exercise


def written(course: Course, sources: Sources) -> dict[str, str]:
    """Return the learner's own lines, by exercise; those without any are left out."""
    stubs = {module: _of_stub(text) for module, text in course.stubs.items()}
    wanted: dict[str, set[str]] = {}
    for exercise in course.chapter.exercises:
        wanted.setdefault(sources.home(exercise), set()).update(exercise.names)
    theirs = {
        module: _definitions(sources.modules[module].text, names)
        for module, names in wanted.items()
        if module in sources.modules
    }
    found = {
        exercise.id: _own_lines(
            exercise, theirs.get(sources.home(exercise), {}), stubs[exercise.module]
        )
        for exercise in course.chapter.exercises
    }
    return {exercise: text for exercise, text in found.items() if text}


def _own_lines(exercise: Exercise, theirs: Mapping[str, str], stub: Mapping[str, str]) -> str:
    given = {line.strip() for name in exercise.names for line in stub.get(name, "").splitlines()}
    lines = [
        line.strip()
        for name in exercise.names
        for line in theirs.get(name, "").splitlines()
        if line.strip() not in given
    ]
    return "\n".join(lines)[:LONGEST]


@functools.cache
def _of_stub(text: str) -> dict[str, str]:
    """Return all definitions of a stub; the whole class has the same."""
    return _definitions(text)


def _definitions(text: str, names: Collection[str] | None = None) -> dict[str, str]:
    """Return each top-level definition, or those of the names, as Python itself would write it."""
    try:
        tree = ast.parse(text)
        nodes = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
        nodes = [n for n in nodes if names is None or n.name in names]
        return {node.name: ast.unparse(_without_docstrings(node)) for node in nodes}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def _without_docstrings(node: ast.AST) -> ast.AST:
    for inner in ast.walk(node):
        if (
            isinstance(inner, ast.FunctionDef | ast.ClassDef)
            and ast.get_docstring(inner) is not None
        ):
            inner.body = inner.body[1:] or [ast.Pass()]
    return node

"""What a learner has started: their definitions compared, as syntax trees, with the stub's."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from workbook.exercise import Exercise
from workbook.loading import Sources


def untouched(exercise: Exercise, sources: Sources, stubs: Mapping[str, str]) -> bool:
    """Whether none of the exercise's names was worked on."""
    stub = stubs[exercise.module]
    module = sources.home(exercise)
    if module not in sources.modules:
        return False
    theirs = sources.modules[module].text
    try:
        written = _definitions(theirs)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _stands_verbatim(exercise, stub, theirs)
    if sources.single and not any(name in written for name in exercise.names):
        return True
    pristine = _definitions(stub)
    return all(written.get(name) == pristine[name] for name in exercise.names)


def line_of(exercise: Exercise, sources: Sources) -> int:
    """Return the line a learner should open: the first TODO left, or the definition."""
    module = sources.home(exercise)
    text = sources.modules[module].text if module in sources.modules else ""
    lines = text.splitlines()
    for name in exercise.names:
        for todo in (f'"TODO: {name}"', f'"TODO: {name}.', f"def {name}(", f"class {name}"):
            for number, line in enumerate(lines, start=1):
                if todo in line:
                    return number
    return 1


def _definitions(text: str) -> dict[str, str]:
    """Return the last definition of each top-level name, as a dumped tree without positions."""
    nodes = [n for n in ast.parse(text).body if hasattr(n, "name")]
    return {node.name: ast.dump(node) for node in nodes}


def _stands_verbatim(exercise: Exercise, stub: str, text: str) -> bool:
    """In a file that does not parse: whether the stub's own lines still stand there."""
    nodes = [n for n in ast.parse(stub).body if getattr(n, "name", None) in exercise.names]
    segments = [ast.get_source_segment(stub, node) or "" for node in nodes]
    return all(segment in text for segment in segments)

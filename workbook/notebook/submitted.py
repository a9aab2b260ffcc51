"""Reading a notebook that a learner handed in: what of it counts for which exercise.

Nothing that the learner could have changed is trusted: locked cells are replaced by what the course
gives, outputs are never read. An exercise is graded with the names as they stand at its test cell;
if that cell is gone, as they stand at the end.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbook.errors import UsageError
from workbook.exercise import Chapter
from workbook.loading import Source, Sources

MOST_CELLS = 2_000
_MAGICS = ("%", "!", "?")
OURS = re.compile(
    r"from workbook\.notebook import open_chapter"
    r"|check = open_chapter\([\"']\w+[\"']\)"
    r"|check\([\"']\w+[\"']\)"
)


@dataclass(frozen=True)
class Cell:
    """One code cell: its text, and what nbgrader's metadata says that it is."""

    text: str
    grade_id: str = ""
    locked: bool = False


def read_notebook(text: str, file: str, chapter: Chapter, given: Mapping[str, str]) -> Sources:
    """Return the sources of a submitted notebook.

    Args:
        text: the file's content.
        file: its name, for messages.
        chapter: what was asked.
        given: what the course gives, by the ``grade_id`` of its locked cells.

    Raises:
        ValueError: the text is no notebook of nbformat 4.

    """
    cells = _cells(text)
    wanted = {f"check-{e.id}": e for e in chapter.exercises}
    there = {cell.grade_id for cell in cells}
    modules: dict[str, Source] = {}
    homes: dict[str, str] = {}
    given = {name: without_magics(source) for name, source in given.items()}
    beginning = [source for name, source in given.items() if name not in there]
    so_far = beginning
    for cell in cells:
        if cell.grade_id in given:
            so_far.append(given[cell.grade_id])
        elif cell.grade_id in wanted and cell.locked:
            exercise = wanted.pop(cell.grade_id)
            name = f"until_{exercise.id}"
            modules[name] = _source(so_far, file)
            homes |= dict.fromkeys(exercise.names, name)
        elif not cell.locked and not is_ours(cell.text):
            so_far.append(without_magics(cell.text))
    modules["notebook"] = _source(so_far, file)
    return Sources(modules, single="notebook", homes=homes)


def _cells(text: str) -> list[Cell]:
    try:
        cells = json.loads(text)["cells"]
        if not isinstance(cells, list) or len(cells) > MOST_CELLS:
            raise ValueError
        return [_cell(cell) for cell in cells if cell["cell_type"] == "code"]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(*error.args) from error


def _cell(cell: Any) -> Cell:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(map(str, source))
    facts = cell.get("metadata", {}).get("nbgrader", {})
    facts = facts if isinstance(facts, dict) else {}
    grade = facts.get("grade") is True and facts.get("solution") is not True
    locked = grade or (facts.get("locked") is True and facts.get("solution") is not True)
    return Cell(text, str(facts.get("grade_id", "")), locked)


def without_magics(text: str) -> str:
    """Turn lines for the notebook's own shell into comments; a cell of another language goes."""
    if text.lstrip().startswith("%%"):
        return "pass  # a cell of another language"
    lines = []
    for line in text.splitlines():
        bare = line.lstrip()
        indent = line[: len(line) - len(bare)]
        shell = bare.startswith(_MAGICS) or bare.startswith(("from .", "from __future__"))
        lines.append(f"{indent}pass  # {bare}" if shell else line)
    return "\n".join(lines)


def _source(cells: Iterable[str], file: str) -> Source:
    """Join cells; each stands on its own lines, and runs alone.

    One that is not Python is left out, as it would have failed alone.
    """
    parts: list[str] = []
    line = 0
    good = [cell for cell in cells if is_python(cell)]
    for cell in good:
        parts.append("\n" * line + cell)
        line += cell.count("\n") + 2
    return Source("\n\n".join(good), file, tuple(parts))


def is_ours(text: str) -> bool:
    """Whether a cell only opens the chapter or checks an exercise, whatever its metadata says."""
    return all(OURS.fullmatch(line.strip()) for line in text.splitlines() if line.strip())


def is_python(text: str) -> bool:
    """Whether a cell can be run."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    except (RecursionError, MemoryError):
        message = "a cell is nested too deeply to be read"
        raise UsageError(message) from None
    return True

"""Known wrong answers, as edits of the reference (``misconceptions.toml``)."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbook.errors import CourseError
from workbook.exercise import Chapter, Exercise
from workbook.regions import with_answer


@dataclass(frozen=True)
class Edit:
    """One replacement; without ``replace``, the whole solution region gives way."""

    replacement: str
    replace: str | None = None
    within: str | None = None


@dataclass(frozen=True)
class Misconception:
    """A wrong answer with a name, and the sentence that a learner who gives it reads."""

    name: str
    says: str
    edits: tuple[Edit, ...]
    hint: int = 1
    named: bool = True
    reason: str = ""

    def apply(self, exercise: Exercise, text: str) -> str:
        """Return the reference module's text with this mistake in it."""
        try:
            for edit in self.edits:
                text = self._apply(edit, exercise, text)
            ast.parse(text)
        except SyntaxError as error:
            message = f"misconception '{self.name}' of '{exercise.id}' is not Python: {error}"
            raise CourseError(message) from error
        return text

    def _apply(self, edit: Edit, exercise: Exercise, text: str) -> str:
        if edit.replace is None:
            return with_answer(text, edit.replacement, edit.within, exercise.names)
        begin, end = _own_source(text, exercise.names, edit.replace)
        count = text.count(edit.replace, begin, end)
        if count != 1:
            message = (
                f"misconception '{self.name}' of '{exercise.id}': its text stands {count} times "
                f"in the exercise's source, not once: {edit.replace!r}"
            )
            raise CourseError(message)
        at = text.index(edit.replace, begin, end)
        return text[:at] + edit.replacement + text[at + len(edit.replace) :]


def read_misconceptions(chapter: Chapter) -> dict[str, tuple[Misconception, ...]]:
    """Read a chapter's misconceptions, by exercise id."""
    path = chapter.solutions / "misconceptions.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {key: tuple(_misconception(e) for e in entries) for key, entries in tables.items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        message = f"{path.relative_to(chapter.root)}: {type(error).__name__}: {error}"
        raise CourseError(message) from error


def _misconception(entry: dict[str, Any]) -> Misconception:
    edits = entry.get("edits", [entry])
    return Misconception(
        name=entry["name"],
        says=entry["says"],
        edits=tuple(Edit(e["with"], e.get("replace"), e.get("within")) for e in edits),
        hint=entry.get("hint", 1),
        named=entry.get("named", True),
        reason=entry.get("reason", ""),
    )


def _own_source(text: str, names: Sequence[str], wanted: str) -> tuple[int, int]:
    """Return the span of the exercise's definitions that holds ``wanted``, or the whole text."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    nodes = [n for n in ast.parse(text).body if getattr(n, "name", None) in names]
    spans = [(starts[n.lineno - 1], starts[n.end_lineno or n.lineno]) for n in nodes]
    holding = [span for span in spans if wanted in text[slice(*span)]]
    if len(holding) > 1:
        return min(span[0] for span in holding), max(span[1] for span in holding)
    return holding[0] if holding else (0, len(text))

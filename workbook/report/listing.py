"""``workbook list``: the course at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from workbook.exercise import Chapter

MARKS = {"passed": "✓", "partial": "◐", "failed": "✗"}


def print_list(
    chapters: Sequence[Chapter], marks: Mapping[str, Mapping[str, Any]], console: Console
) -> None:
    """Print each chapter's exercises with points, difficulty, minutes and the learner's state."""
    for chapter in chapters:
        console.print(Text(f"\nChapter {chapter.id[2:]} · {chapter.title}", "bold"))
        console.print(Text(chapter.goal, "dim"))
        table = Table(box=None, padding=(0, 1), header_style="dim")
        for header, justify in (("", "left"), ("#", "right"), ("exercise", "left")):
            table.add_column(header, justify=justify, no_wrap=True)
        for header in ("points", "difficulty", "minutes", "earned"):
            table.add_column(header, justify="right")
        for exercise in chapter.exercises:
            mark = marks.get(f"{chapter.id}/{exercise.id}", {})
            table.add_row(
                MARKS.get(mark.get("status", ""), "·"),
                str(exercise.number),
                exercise.id,
                f"{exercise.points:g}",
                "★" * exercise.difficulty,
                str(exercise.minutes),
                f"{mark['earned']:g}" if mark else "",
            )
        console.print(table)

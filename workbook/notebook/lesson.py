"""A chapter's lesson, split so that each exercise's section can stand above its cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbook.exercise import Chapter


@dataclass(frozen=True)
class Lesson:
    """The text before the first exercise's section, the sections, and what comes after."""

    opening: str
    sections: dict[str, str]
    ending: str


def read_lesson(chapter: Chapter) -> Lesson:
    """Split ``README.md`` at its second-level headings.

    A section that begins with an exercise's id in backticks belongs to it, and so does every
    section after it up to the next exercise's. What follows the last exercise's own section under
    other headings (what to read next) is the ending.
    """
    text = (chapter.stubs / "README.md").read_text(encoding="utf-8")
    ids = {exercise.id for exercise in chapter.exercises}
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    owners = [_owner(part, ids) for part in parts]
    last = max((i for i, owner in enumerate(owners) if owner), default=0)
    opening, sections, ending = "", dict.fromkeys(ids, ""), ""
    current = ""
    for index, (part, owner) in enumerate(zip(parts, owners, strict=True)):
        current = owner or current
        if index > last and not owner:
            ending += part
        elif current:
            sections[current] += part
        else:
            opening += part
    return Lesson(opening.strip(), {k: v.strip() for k, v in sections.items()}, ending.strip())


def _owner(part: str, ids: set[str]) -> str:
    found = re.match(r"## `([A-Za-z_]\w*)`", part)
    return found[1] if found and found[1] in ids else ""

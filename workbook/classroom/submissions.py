"""What a class handed in: whose each file is, whatever tree or zip it came in.

Three layouts are told apart by the paths themselves: nbgrader's ``<student>/<assignment>/…``, a
folder for each student, and a file for each student; the names that Canvas and Moodle give to what
they export are read for the student's number.
"""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbook.classroom.archives import (
    DAMAGED,
    Item,
    Unreadable,
    folder_items,
    zip_items,
)
from workbook.classroom.bundle import Bundle
from workbook.classroom.choosing import GRADED, PACKED, choose
from workbook.classroom.text import clean
from workbook.errors import UsageError
from workbook.exercise import Chapter

CANVAS = re.compile(r"(?P<name>[^_]+)(?P<late>_LATE)?_(?P<number>\d+)_\d+_(?P<file>.+)", re.DOTALL)
MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)", re.DOTALL
)
ANOTHER_CHAPTER = re.compile(r"ch\d\d(_[a-z0-9_]+)?")
SKIPPED = {"__MACOSX", "__pycache__"}
LONGEST_NAME = 120


@dataclass(frozen=True)
class Student:
    """Who handed something in. ``number`` is the one that Canvas or Moodle knows them by."""

    id: str
    name: str = ""
    number: str = ""
    system: str = ""
    late: bool = False


@dataclass
class Entry:
    """One student's submission, not read yet."""

    student: Student
    items: list[Item] = field(default_factory=list)
    origins: dict[str, None] = field(default_factory=dict)

    def read(self, chapter: Chapter) -> Bundle:
        """Read what counts of it.

        Raises:
            Unreadable: nothing of it can be graded; the sentence says why.

        """
        if len(self.origins) > 1:
            names = ", ".join(clean(origin, 60) for origin in [*self.origins][:4])
            message = f"more than one submission goes by this name: {names}"
            raise Unreadable(message)
        return choose(self.items, chapter)


@dataclass(frozen=True)
class Handed:
    """All that was handed in: an entry for each student, and what is nobody's."""

    entries: list[Entry]
    ignored: list[str]


@contextlib.contextmanager
def open_class(path: Path, chapter: Chapter) -> Iterator[Handed]:
    """Open a folder or a zip of submissions; nothing is written there.

    Raises:
        UsageError: there is none, or it cannot be opened.

    """
    if path.is_dir():
        yield _sorted_out(folder_items(path), chapter, path)
        return
    if not path.exists():
        message = f"the submissions {path} are not there"
        raise UsageError(message)
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGED as error:
        message = f"{path} is neither a folder nor a zip archive that can be opened"
        raise UsageError(message) from error
    with archive:
        try:
            handed = _sorted_out(zip_items(archive), chapter, path)
        except Unreadable as error:
            message = f"{path} {error}"
            raise UsageError(message) from error
        yield handed


def _sorted_out(found: Iterable[Item], chapter: Chapter, path: Path) -> Handed:
    items = [item for item in found if not _skipped(item)]
    items = _unwrapped(items, chapter)
    entries: dict[str, Entry] = {}
    ignored = []
    assignments = _assignments(items, chapter)
    for item in items:
        student, origin, rest = _owner(item, assignments)
        if student is None:
            if len(item.parts) == 1 and not item.folder:
                ignored.append(item.shown)
            continue
        entry = entries.setdefault(student.id, Entry(student))
        entry.origins[origin] = None
        if rest is not None:
            entry.items.append(rest)
    if not entries:
        message = f"{path} holds no submissions: neither folders nor .py, .ipynb or .zip files"
        raise UsageError(message)
    return Handed([entries[name] for name in sorted(entries)], ignored)


def _skipped(item: Item) -> bool:
    return any(part.startswith(".") or part in SKIPPED for part in item.parts)


def _unwrapped(items: list[Item], chapter: Chapter) -> list[Item]:
    """Take away a folder around the whole class, as packing a folder makes it."""
    tops = {item.name if len(item.parts) == 1 else item.parts[0] for item in items}
    if len(tops) != 1 or any(len(item.parts) == 1 and not item.folder for item in items):
        return items
    inner = [item.under(1) for item in items if len(item.parts) > 1]
    own = {f"{module}.py" for module in chapter.modules}
    names = {item.parts[0] for item in inner}
    one_student = names & (own | {chapter.id, chapter.name}) or MOODLE.fullmatch(*tops)
    several = any(item.folder for item in inner if len(item.parts) == 1) or len(names) > 1
    return items if one_student or not several else _unwrapped(inner, chapter)


def _assignments(items: Sequence[Item], chapter: Chapter) -> dict[str, str]:
    """Say of each student's folder in which folder of it the chapter lies, as nbgrader has it.

    Where anybody has such a folder, one without it and without files beside it is of students who
    did not hand this assignment in: it maps to nothing.
    """
    wanted = {chapter.id, chapter.name}
    folders: dict[str, set[str]] = {}
    loose: set[str] = set()
    for item in items:
        top = item.parts[0]
        if len(item.parts) > 2 or (len(item.parts) == 2 and item.folder):  # noqa: PLR2004
            folders.setdefault(top, set()).add(item.parts[1])
        elif len(item.parts) == 2 and item.suffix in GRADED | PACKED:  # noqa: PLR2004
            loose.add(top)
    found = {top: min(inner & wanted) for top, inner in folders.items() if inner & wanted}
    if found:
        others = {
            top
            for top, inner in folders.items()
            if top not in found and top not in loose and all(map(ANOTHER_CHAPTER.fullmatch, inner))
        }
        found |= dict.fromkeys(others, "")
    return found


Owned = tuple[Student | None, str, Item | None]
NOBODY: Owned = (None, "", None)


def _owner(item: Item, assignments: dict[str, str]) -> Owned:
    """Return whose an item is, the file or folder that says so, and the item as they handed it."""
    top = item.parts[0]
    if match := MOODLE.fullmatch(top):
        student = _student(match, "moodle")
        inner = item.under(1) if len(item.parts) > 1 else _renamed(item, match["file"])
        return student, student.id, inner
    if len(item.parts) == 1:
        return _owner_of_folder(item, assignments) if item.folder else _owner_of_file(item)
    if top not in assignments:
        return _named(top), f"{top}/", item.under(1)
    if item.parts[1] != assignments[top]:
        return NOBODY
    return _named(top), f"{top}/", item.under(2) if len(item.parts) > 2 else None  # noqa: PLR2004


def _owner_of_file(item: Item) -> Owned:
    if match := CANVAS.fullmatch(item.name):
        student = _student(match, "canvas")
        return student, student.id, _renamed(item, match["file"])
    if item.suffix in GRADED | PACKED or item.trouble:
        return _named(Path(item.name).stem), item.name, item
    return NOBODY


def _owner_of_folder(item: Item, assignments: dict[str, str]) -> Owned:
    if item.name in assignments:  # what lies in it says whether it is of this assignment
        return NOBODY
    return _named(item.name), f"{item.name}/", item if item.trouble else None


def _student(match: re.Match[str], system: str) -> Student:
    name = clean(match["name"], LONGEST_NAME)
    late = bool(match.groupdict().get("late"))
    return Student(f"{name}_{match['number']}", name, match["number"], system, late)


def _named(name: str) -> Student:
    return Student(clean(name, LONGEST_NAME) or "(no name)")


def _renamed(item: Item, name: str) -> Item | None:
    """Return an item under the name that its author gave to it."""
    if not name:
        return item if item.trouble or not item.folder else None
    return Item((name,), item.size, item.read, item.trouble, item.folder)

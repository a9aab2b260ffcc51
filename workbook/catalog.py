"""Which chapters and exercises exist, and where their files are. Imports nothing heavy."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

from workbook.errors import CourseError, UsageError, did_you_mean
from workbook.exercise import Chapter, Exercise

TOTAL_POINTS = 100
CHAPTER_NAME = re.compile(r"ch(\d\d)_[a-z0-9_]+")


def course_root() -> Path:
    """Return the course's directory: the nearest one upwards that holds ``graders/``.

    ``WORKBOOK_ROOT`` names another one; else the search starts where the command was typed, and
    then where this package lies.
    """
    if named := os.environ.get("WORKBOOK_ROOT"):
        root = Path(named).resolve()
        if not _chapter_files(root):
            message = f"WORKBOOK_ROOT names {root}, which holds no graders/chNN_topic/"
            raise UsageError(message)
        return root
    for start in (Path.cwd(), Path(__file__).resolve().parent):
        for directory in (start, *start.parents):
            if any((directory / "graders").glob("ch*_*/chapter.toml")):
                return directory
    message = "no course here: run the command in a directory that holds graders/chNN_topic/"
    raise UsageError(message)


def chapters(root: Path) -> tuple[Chapter, ...]:
    """Return every chapter under ``root``, in order."""
    return tuple(_read(root, path.parent.name) for path in _chapter_files(root))


def find_chapter(root: Path, wanted: str) -> Chapter:
    """Return the chapter called ``4``, ``04``, ``ch04`` or ``ch04_cnn``."""
    names = [path.parent.name for path in _chapter_files(root)]
    number = re.fullmatch(r"(?:ch)?0*(\d+)", wanted)
    for name in names:
        if wanted == name or (number and int(name[2:4]) == int(number[1])):
            return _read(root, name)
    known = ", ".join(name[:4] for name in names)
    message = f"there is no chapter '{wanted}'.{did_you_mean(wanted, names)} Chapters: {known}."
    raise UsageError(message)


def find_exercise(chapter: Chapter, wanted: str) -> Exercise:
    """Return the exercise with the id or the number ``wanted``."""
    for exercise in chapter.exercises:
        if wanted in {exercise.id, str(exercise.number)}:
            return exercise
    known = [exercise.id for exercise in chapter.exercises]
    names = {name: e.id for e in chapter.exercises for name in e.names}
    if wanted in names:
        return find_exercise(chapter, names[wanted])
    suggestion = did_you_mean(wanted, [*known, *names])
    message = (
        f"chapter {chapter.id} has no exercise '{wanted}'.{suggestion} "
        f"Exercises: {', '.join(known)}."
    )
    raise UsageError(message)


def _chapter_files(root: Path) -> list[Path]:
    found = sorted((root / "graders").glob("*/chapter.toml"))
    return [path for path in found if CHAPTER_NAME.fullmatch(path.parent.name)]


def _read(root: Path, name: str) -> Chapter:
    path = root / "graders" / name / "chapter.toml"
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        exercises = tuple(
            _exercise(number, entry) for number, entry in enumerate(facts["exercise"], start=1)
        )
        chapter = Chapter(
            id=name[:4],
            name=name,
            title=facts["title"],
            goal=facts["goal"],
            exercises=exercises,
            root=root,
        )
        _check(chapter, path)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        message = f"{path.relative_to(root)}: {type(error).__name__}: {error}"
        raise CourseError(message) from error
    return chapter


def _exercise(number: int, entry: dict[str, object]) -> Exercise:
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    names = lists.pop("names", (entry["id"],))
    return Exercise(number=number, **{**entry, **lists, "names": names})  # type: ignore[arg-type]


def _check(chapter: Chapter, path: Path) -> None:
    ids = [exercise.id for exercise in chapter.exercises]
    names = [name for exercise in chapter.exercises for name in exercise.names]
    points = sum(exercise.points for exercise in chapter.exercises)
    unknown = {use for exercise in chapter.exercises for use in exercise.uses} - set(ids)
    problem = None
    if len(set(ids)) < len(ids) or len(set(names)) < len(names):
        problem = "an id or a name stands twice"
    elif points != TOTAL_POINTS:
        problem = f"the points sum to {points:g}, not to {TOTAL_POINTS}"
    elif unknown:
        problem = f"`uses` names an exercise that is not there: {', '.join(sorted(unknown))}"
    if problem:
        message = f"{path.relative_to(chapter.root)}: {problem}"
        raise CourseError(message)

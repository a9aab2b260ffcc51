"""The learner's kit: exercises, graders, data and tool, with recorded outcomes for a reference."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from workbook.authoring.recording import record_chapter
from workbook.course import Course
from workbook.errors import UsageError
from workbook.exercise import Chapter

SHARED = ("workbook", "datasets", "Makefile", "pyproject.toml", "constraints.txt", "LICENSE")
NOT_SHIPPED = ("__pycache__", "*.pyc", "cache", "*.egg-info")
README = """# Deep-learning workbook: a learner's kit

You need Python 3.11 or newer, and make. The first command installs everything into `.venv`.

    make grade CH={chapter}     grade a chapter, or with EX=name one exercise of it
    make hint CH={chapter} EX=name
    make list

Write your answers into `exercises/`; the lesson of each chapter is the `README.md` beside them.
`make reset CH={chapter} EX=name` puts one stub back and keeps your file beside it.
"""


def make_kit(chapters: Sequence[Chapter], out: Path) -> Path:
    """Write a kit of some chapters into a new directory, or into a new ``.zip`` file.

    Raises:
        UsageError: ``out`` is there already, or a chapter has no reference to record.

    """
    if out.exists():
        message = f"{out} is there already: name a new directory or .zip file, or remove it"
        raise UsageError(message)
    with tempfile.TemporaryDirectory() as directory:
        kit = Path(directory) / out.name.removesuffix(".zip")
        kit.mkdir()
        _write(chapters, kit)
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix == ".zip":
            packed = shutil.make_archive(str(kit), "zip", kit.parent, kit.name)
            shutil.move(packed, out)
        else:
            shutil.copytree(kit, out)
    return out


def _write(chapters: Sequence[Chapter], kit: Path) -> None:
    root = chapters[0].root
    ignore = shutil.ignore_patterns(*NOT_SHIPPED)
    for name in SHARED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, kit / name, ignore=ignore)
        elif source.exists():
            shutil.copy2(source, kit / name)
    for chapter in tqdm(chapters, desc="recording", disable=None):
        _write_chapter(chapter, kit)
    (kit / "README.md").write_text(README.format(chapter=chapters[0].id[2:]), encoding="utf-8")


def _write_chapter(chapter: Chapter, kit: Path) -> None:
    course = Course(chapter)
    records = record_chapter(course)
    graders = shutil.ignore_patterns(*NOT_SHIPPED, "stubs.lock", "bars.md")
    shutil.copytree(chapter.graders, kit / "graders" / chapter.name, ignore=graders)
    exercises = kit / "exercises" / chapter.name
    recorded = kit / "recorded" / chapter.name
    for directory in (exercises, recorded / "stubs"):
        directory.mkdir(parents=True)
        for module, text in course.stubs.items():
            (directory / f"{module}.py").write_text(text, encoding="utf-8")
    for path in chapter.stubs.iterdir():
        if path.suffix not in {".py", ".orig", ".new"} and path.is_file():
            shutil.copy2(path, exercises)
    for exercise, record in records.items():
        (recorded / f"{exercise}.frame").write_bytes(record)

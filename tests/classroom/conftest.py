"""Classes of the mini course: what students hand in, and the command line that grades it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from workbook.classroom.archives import Unreadable
from workbook.classroom.submissions import open_class

WRONG_CENTRE = ("x.mean(1, keepdim=True)", "x.mean()")


@dataclass(frozen=True)
class HandedIn:
    """A folder of submissions that a test fills."""

    root: Path
    course: object

    def write(self, name: str, content: str | bytes = "x = 1\n") -> Path:
        """Write any file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def solve(self, student: str, mark: str = "") -> Path:
        """Hand in the reference; ``mark`` makes it another file."""
        folder = self.root / student
        folder.mkdir(parents=True, exist_ok=True)
        for module in self.course.chapter.modules:
            shutil.copy(self.course.solutions / f"{module}.py", folder)
        with (folder / "vectors.py").open("a", encoding="utf-8") as file:
            file.write(f"# {mark or student}\n")
        return folder

    def single(self, name: str, old: str = "", new: str = "") -> Path:
        """Hand in one file: the reference's vectors, with one place changed."""
        text = (self.course.solutions / "vectors.py").read_text(encoding="utf-8")
        assert old in text
        return self.write(name, text.replace(old, new) if old else text)

    def zipped(self, target: Path) -> Path:
        """Pack everything."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(self.root.rglob("*")):
                archive.write(path, path.relative_to(self.root))
        return target


@pytest.fixture
def handed(course, tmp_path) -> HandedIn:
    """An empty folder of submissions."""
    root = tmp_path / "submitted"
    root.mkdir()
    return HandedIn(root, course)


@pytest.fixture
def read(course):
    """Read a class: student → the names of the files that count, or the reason why none does."""

    def told(entry):
        try:
            return [name for name, _ in entry.read(course.chapter).files]
        except Unreadable as error:
            return str(error)

    def read(path):
        with open_class(path, course.chapter) as handed:
            return {entry.student.id: told(entry) for entry in handed.entries}

    return read


@dataclass(frozen=True)
class Graded:
    """What one run of the command line left."""

    code: int
    out: str
    err: str
    root: Path

    @property
    def results(self) -> Path:
        """The folder of results."""
        return self.root / "results" / "ch01"

    @property
    def lines(self) -> dict[str, dict]:
        """The lines of results.jsonl, by student."""
        text = (self.results / "results.jsonl").read_text(encoding="utf-8")
        return {line["student"]: line for line in map(json.loads, text.splitlines())}

    @property
    def marks(self) -> dict[str, float]:
        """What each student earned."""
        return {
            student: line["report"]["points"]["earned"] if line["report"] else line["reason"]
            for student, line in self.lines.items()
        }

    @property
    def page(self) -> str:
        """The dashboard."""
        return (self.results / "dashboard.html").read_text(encoding="utf-8")

    @property
    def gradings(self) -> list[int]:
        """How often each verdict of the journal was made."""
        return gradings(self.root)


def gradings(root: Path) -> list[int]:
    """Read from the journal how often each verdict was made."""
    journal = root / ".workbook" / "class" / "ch01.sqlite"
    database = sqlite3.connect(journal)
    try:
        return [n for (n,) in database.execute("SELECT gradings FROM verdicts ORDER BY key")]
    finally:
        database.close()


@pytest.fixture
def grade(course, handed, run_workbook):
    """Grade what was handed in, in this process, with one job at level ``process``."""

    def grade(*options, submitted=None, jobs=1):
        arguments = ["--assignment", "ch01", "--isolation", "process", "--jobs", jobs, *options]
        told = run_workbook("class", "grade", submitted or handed.root, *arguments)
        return Graded(*told, course.root)

    return grade

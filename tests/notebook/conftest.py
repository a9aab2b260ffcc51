"""The mini course as an nbgrader course."""

import copy
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")
import nbformat

from workbook.authoring.kit import make_kit
from workbook.catalog import find_chapter
from workbook.course import Course
from workbook.notebook.releasing import write_course

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "course"


@dataclass(frozen=True)
class Released:
    """A course directory with the mini chapter released in it."""

    root: Path

    @property
    def source(self):
        """The source notebook."""
        return nbformat.read(self.root / "source" / "ch01" / "ch01_mini.ipynb", 4)

    @property
    def notebook(self):
        """The released notebook."""
        return nbformat.read(self.root / "release" / "ch01" / "ch01_mini.ipynb", 4)

    @property
    def answers(self):
        """The reference's answers, by exercise."""
        return {c.metadata.nbgrader.grade_id: c.source for c in answer_cells(self.source)}

    def fresh(self, root):
        """The same release in another course, with a gradebook of its own and no submissions."""
        others = shutil.ignore_patterns(
            "submitted", "autograded", "feedback", "release", "results", "gradebook.db"
        )
        shutil.copytree(self.root, root, ignore=others)
        course = Released(root)
        course.nbgrader("generate_assignment", "ch01")
        return course

    def submit(self, student, change=lambda _id, answer, _stub: answer, notebook=None):
        """Hand in the released notebook with each answer cell changed."""
        nb = notebook or copy.deepcopy(self.notebook)
        if notebook is None:
            for cell in answer_cells(nb):
                name = cell.metadata.nbgrader.grade_id
                cell.source = change(name, self.answers[name], cell.source)
        path = self.root / "submitted" / student / "ch01" / "ch01_mini.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(nb, path)
        (path.parent / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC\n")

    def nbgrader(self, *arguments):
        """Run one of nbgrader's own commands."""
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",  # it calls alembic
            "PYTHONPATH": ":".join(filter(None, paths)),
            "PYTHONWARNINGS": "ignore",
        }
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stderr


def answer_cells(nb):
    """The cells that hold answers."""
    return [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("solution")]


@pytest.fixture(scope="session")
def mini():
    """The mini chapter."""
    return Course(find_chapter(MINI, "1"))


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """The mini chapter, released once."""
    root = tmp_path_factory.mktemp("nbgrader") / "course101"
    write_course([find_chapter(MINI, "1")], root)
    course = Released(root)
    course.nbgrader("generate_assignment", "ch01")
    return course


@pytest.fixture(scope="session")
def kit(tmp_path_factory):
    """A learner's kit of the mini chapter."""
    return make_kit([find_chapter(MINI, "1")], tmp_path_factory.mktemp("kits") / "kit")

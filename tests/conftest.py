"""The mini course: one chapter with an exercise of every kind, graded in milliseconds."""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
os.environ["PYTHONHASHSEED"] = "0"  # so that `class grade` need not begin again in another process

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
import torch

from workbook.authoring.stubs import write_stubs
from workbook.catalog import find_chapter
from workbook.course import Course
from workbook.exercise import Chapter
from workbook.grading import Options, grading
from workbook.report import ExerciseResult, Report, ScenarioResult

pytest_plugins = ["pytester"]
collect_ignore = ["course"]  # its graders are graded, not collected

torch.set_num_threads(1)
hypothesis.settings.register_profile(
    "repeatable", derandomize=True, database=None, deadline=None, max_examples=50
)
hypothesis.settings.load_profile("repeatable")

COURSE = Path(__file__).parent / "course"


@dataclass(frozen=True)
class MiniCourse:
    """A copy of the mini course that a test may change."""

    root: Path

    @property
    def chapter(self) -> Chapter:
        """Its chapter, read anew."""
        return find_chapter(self.root, "1")

    @property
    def loaded(self) -> Course:
        """Its chapter with references and graders, read anew."""
        return Course(self.chapter)

    @property
    def answers(self) -> Path:
        """The directory that the learner edits."""
        return self.root / "exercises" / "ch01_mini"

    @property
    def solutions(self) -> Path:
        """The directory of the reference."""
        return self.root / "solutions" / "ch01_mini"

    @property
    def graders(self) -> Path:
        """The directory of the scenarios."""
        return self.root / "graders" / "ch01_mini"

    def solve(self, *modules: str) -> None:
        """Give the reference's answers, in the named modules or in all."""
        for module in modules or self.chapter.modules:
            shutil.copy(self.solutions / f"{module}.py", self.answers)

    def answer(self, module: str, old: str, new: str) -> None:
        """Change the learner's file of one module, at one place."""
        self.edit(f"exercises/ch01_mini/{module}.py", old, new)

    def edit(self, file: str, old: str, new: str) -> None:
        """Change any file of the course, at one place."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, module: str, text: str) -> Path:
        """Write the learner's file of one module."""
        path = self.answers / f"{module}.py"
        path.write_text(text, encoding="utf-8")
        return path

    def grade(self, *ids: str, submission: Path | None = None, **options: object) -> Report:
        """Grade exercises, or all, in this process unless the options say otherwise."""
        chosen = [e for e in self.chapter.exercises if e.id in ids]
        options = Options(**{"isolation": "none", **options})
        with grading(self.loaded, submission or self.root / "exercises", options) as opened:
            return opened.report(chosen)

    def result(self, exercise: str, **options: object) -> ExerciseResult:
        """Grade one exercise."""
        return self.grade(exercise, **options).exercises[0]

    def first(self, exercise: str, **options: object) -> ScenarioResult:
        """Grade one exercise and return its first scenario."""
        return self.result(exercise, **options).scenarios[0]


@pytest.fixture(scope="session")
def leaking() -> ModuleType:
    """The search for lines of solutions, which the tests of kits and of notebooks share."""
    spec = importlib.util.spec_from_file_location("leaking", Path(__file__).parent / "leaking.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """The mini course with its stubs, made once."""
    root = tmp_path_factory.mktemp("template") / "course"
    shutil.copytree(COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    write_stubs(find_chapter(root, "1"))
    return root


@pytest.fixture
def course(template, tmp_path) -> MiniCourse:
    """A copy of the mini course, untouched: nothing is answered."""
    shutil.copytree(template, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    return MiniCourse(tmp_path / "course")


@pytest.fixture
def solved(course) -> MiniCourse:
    """A copy of the mini course with every exercise answered."""
    course.solve()
    return course


@pytest.fixture
def run_workbook(course, monkeypatch, capsys):
    """Run the command line in this process, on the mini course: (exit code, stdout, stderr)."""
    from workbook.cli import main

    monkeypatch.setenv("WORKBOOK_ROOT", str(course.root))
    monkeypatch.chdir(course.root)

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["workbook", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        return int(stopped.value.code), captured.out, captured.err

    return run

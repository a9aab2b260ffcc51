"""``pytest graders/ch04_cnn``: the same scenarios in this process, so that ``--pdb`` works.

A scenario is a test item; a verdict other than "passed" is a failure with its sentence. What is
not started is skipped. An item that fails because the learner's code raised shows that exception.
"""

from __future__ import annotations

import os
from bdb import BdbQuit
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workbook.catalog import find_chapter, find_exercise

if TYPE_CHECKING:
    from workbook.exercise import Scenario
    from workbook.grading import Grading

for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


ROOM = 3  # an item may also run the reference, and the rest of its exercise


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that ``workbook grade`` has."""
    group = parser.getgroup("workbook")
    group.addoption("--submission", help="what is graded: a directory, a .py file or an .ipynb")
    group.addoption("--workbook-seed", type=int, default=0, help="the seed of the inputs")
    group.addoption("--workbook-device", default="cpu", help="cpu or cuda")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> GraderFile | None:
    """Take ``graders/chNN_topic/test_*.py`` for ourselves."""
    is_grader = file_path.name.startswith("test_") and file_path.suffix == ".py"
    if is_grader and (file_path.parent / "chapter.toml").exists():
        return GraderFile.from_parent(parent, path=file_path)
    return None


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """Keep pytest's own collector from the same files."""
    if (module_path.parent / "chapter.toml").exists():
        return Nothing.from_parent(parent, path=module_path)
    return None


class Nothing(pytest.File):
    """Stands for a file that somebody else collects."""

    def collect(self) -> Iterable[pytest.Item]:
        """Collect nothing."""
        return ()


class GraderFile(pytest.File):
    """One grader module."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each scenario, in the order of the module."""
        from workbook.course import scenarios_in

        for scenario in scenarios_in(self.path):
            name = f"{scenario.exercise}/{scenario.id}"
            yield ScenarioItem.from_parent(self, name=name, scenario=scenario)


class NotPassed(Exception):
    """A verdict other than passed."""


class ScenarioItem(pytest.Item):
    """One scenario."""

    def __init__(self, *, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scenario = scenario
        if self.config.pluginmanager.hasplugin("timeout"):  # pytest-timeout, where it is installed
            self.add_marker(pytest.mark.timeout(ROOM * scenario.timeout))

    def runtest(self) -> None:
        """Grade the scenario; a failure asks for the rest of its exercise, to be diagnosed."""
        grading = _grading(self.config, self.path.parent)
        exercise = find_exercise(grading.course.chapter, self.scenario.exercise)
        if grading.untouched(exercise):
            pytest.skip("not started")
        seen = grading.see(self.scenario)
        if seen.verdict.passed:
            return
        if seen.raised is not None and self.config.getoption("usepdb", default=False):
            raise seen.raised
        results = grading.exercise(exercise).scenarios
        result = next(r for r in results if r.id == self.scenario.id)
        if result.status in {"not_attempted", "unavailable"}:
            pytest.skip(result.status)
        if not result.passed:
            sentence = f"{result.status}: {result.message}"
            raise NotPassed("\n".join((sentence, result.says or result.diagnosis)).strip())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show a verdict as its sentence, anything else as pytest does."""
        if isinstance(excinfo.value, NotPassed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Say where the item is."""
        return self.path, None, self.name


_gradings = pytest.StashKey[dict[Path, "Grading"]]()


def _grading(config: pytest.Config, graders: Path) -> Grading:
    """Open the grading of a chapter, once for a session."""
    opened = config.stash.setdefault(_gradings, {})
    if graders not in opened:
        from workbook.course import Course
        from workbook.grading import Grading, Options
        from workbook.loading import read_submission

        root = graders.parent.parent
        chapter = find_chapter(root, graders.name)
        submission = Path(config.getoption("--submission") or root / "exercises")
        options = Options(
            seed=config.getoption("--workbook-seed"),
            device=config.getoption("--workbook-device"),
            isolation="none",
            let_through=(pytest.fail.Exception, pytest.exit.Exception, BdbQuit),
        )
        sources = read_submission(submission, chapter)
        opened[graders] = Grading(Course(chapter), sources, submission, options)
    return opened[graders]

"""A chapter's files read into memory: reference, stubs, scenarios, variants. The trusted side."""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook.catalog import find_exercise
from workbook.errors import CourseError, UsageError
from workbook.exercise import Chapter, Exercise, Scenario
from workbook.loading import Contract, Sources, contracts, read_directory
from workbook.misconceptions import Misconception, read_misconceptions
from workbook.regions import excerpt_text, stub_text


@dataclass(frozen=True)
class Course:
    """One chapter, with everything that grading it needs of the trusted side."""

    chapter: Chapter

    @property
    def has_reference(self) -> bool:
        """Whether this is the whole course, not a learner's kit."""
        return self.chapter.solutions.is_dir() or not self.chapter.recorded.is_dir()

    @functools.cached_property
    def reference(self) -> Sources:
        """The reference, as it stands in ``solutions/``."""
        if not self.chapter.solutions.is_dir():
            message = f"{self.chapter.solutions} is missing: this copy of the course cannot grade"
            raise UsageError(message)
        sources = read_directory(self.chapter.solutions)
        kept = {m: s for m, s in sources.modules.items() if m in self.chapter.modules}
        missing = set(self.chapter.modules) - set(kept)
        if missing:
            message = f"{self.chapter.solutions} lacks {', '.join(sorted(missing))}.py"
            raise CourseError(message)
        return Sources(kept)

    @functools.cached_property
    def stubs(self) -> dict[str, str]:
        """The pristine stub of each module."""
        if not self.has_reference:
            kept = read_directory(self.chapter.recorded / "stubs").modules
            return {module: source.text for module, source in kept.items()}
        texts = {module: source.text for module, source in self.reference.modules.items()}
        debug = [exercise for exercise in self.chapter.exercises if exercise.starts_from]
        for exercise in debug:
            start = self.misconception(exercise, exercise.starts_from)
            texts[exercise.module] = start.apply(exercise, texts[exercise.module])
        public = [name for exercise in debug for name in exercise.names]
        return {module: stub_text(text, public) for module, text in texts.items()}

    def excerpt(self, exercises: Sequence[str]) -> Sources:
        """Return the reference with nothing in it but the answers of some exercises."""
        names = [n for e in exercises for n in find_exercise(self.chapter, e).names]
        texts = {module: source.text for module, source in self.reference.modules.items()}
        excerpt = self.reference
        for module, text in texts.items():
            excerpt = excerpt.with_text(module, excerpt_text(text, names))
        return excerpt

    def built_on(self, exercises: Sequence[str]) -> tuple[str, ...]:
        """Return these exercises and all that they use, directly or not."""
        found: dict[str, None] = {}
        waiting = list(exercises)
        while waiting:
            name = waiting.pop(0)
            if name not in found:
                found[name] = None
                waiting += find_exercise(self.chapter, name).uses
        return tuple(found)

    @functools.cached_property
    def contracts(self) -> dict[str, Contract]:
        """What the stubs say of each name."""
        return contracts(self.stubs)

    @functools.cached_property
    def misconceptions(self) -> dict[str, tuple[Misconception, ...]]:
        """The known wrong answers of each exercise."""
        return read_misconceptions(self.chapter)

    @functools.cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario, in the order of the exercises and then of the graders."""
        found = [s for path in grader_files(self.chapter) for s in scenarios_in(path)]
        order = {exercise.id: exercise.number for exercise in self.chapter.exercises}
        names = [(s.exercise, s.id) for s in found]
        for exercise, scenario in names:
            if exercise not in order:
                message = f"a grader names the exercise '{exercise}', which is not in chapter.toml"
                raise CourseError(message)
            if names.count((exercise, scenario)) > 1:
                message = f"two scenarios of '{exercise}' are called '{scenario}'"
                raise CourseError(message)
        for exercise in order.keys() - {name for name, _ in names}:
            message = f"the exercise '{exercise}' has no scenario"
            raise CourseError(message)
        return tuple(sorted(found, key=lambda s: order[s.exercise]))

    def scenarios_of(self, exercise: Exercise) -> tuple[Scenario, ...]:
        """Return the scenarios of one exercise."""
        return tuple(s for s in self.scenarios if s.exercise == exercise.id)

    def points_of(self, scenario: Scenario) -> float:
        """Return the scenario's part of its exercise's points."""
        exercise = find_exercise(self.chapter, scenario.exercise)
        total = sum(s.weight for s in self.scenarios_of(exercise))
        return exercise.points * scenario.weight / total

    def misconception(self, exercise: Exercise, name: str) -> Misconception:
        """Return one known wrong answer by name."""
        for misconception in self.misconceptions.get(exercise.id, ()):
            if misconception.name == name:
                return misconception
        message = f"'{exercise.id}' has no misconception called '{name}'"
        raise CourseError(message)

    @functools.cached_property
    def variants(self) -> dict[tuple[str, str], Sources]:
        """The reference with one misconception in it, by (exercise id, misconception)."""
        return {
            (exercise.id, known.name): self._variant(exercise, known)
            for exercise in self.chapter.exercises
            for known in self.misconceptions.get(exercise.id, ())
        }

    def _variant(self, exercise: Exercise, misconception: Misconception) -> Sources:
        text = misconception.apply(exercise, self.reference.modules[exercise.module].text)
        return self.reference.with_text(exercise.module, text)


def grader_files(chapter: Chapter) -> list[Path]:
    """Return the chapter's grader modules."""
    return sorted(chapter.graders.glob("test_*.py"))


def scenarios_in(path: Path) -> list[Scenario]:
    """Import one grader module and return the scenarios that it declares."""
    module = import_file(path)
    functions = [thing for thing in vars(module).values() if hasattr(thing, "scenarios")]
    return [scenario for function in functions for scenario in function.scenarios]


def import_file(path: Path) -> object:
    """Import a trusted file by its path, once."""
    name = f"workbook_course.{'.'.join(path.resolve().with_suffix('').parts[1:])}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        message = f"{path} cannot be imported"
        raise CourseError(message)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        message = f"{path.parent.name}/{path.name} fails to import: {error}"
        raise CourseError(message) from error
    return module

"""The author's proof: a chapter's graders accept the right and reject the wrong."""

from __future__ import annotations

import functools
import multiprocessing
import os
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from workbook.authoring.battery import MEMBERS, member_source
from workbook.authoring.stubs import check_stubs
from workbook.authoring.telling_apart import still_told_apart
from workbook.comparing import Target, Verdict, compare
from workbook.course import Course
from workbook.diagnosing import diagnose
from workbook.errors import CourseError
from workbook.exercise import Chapter, Exercise, Scenario
from workbook.expected import Live
from workbook.grading import Grading, Options, live
from workbook.guards import resolve
from workbook.isolation.runner import Worker
from workbook.isolation.worker import Job
from workbook.loading import Source, Sources
from workbook.misconceptions import Misconception
from workbook.outcome import Outcome
from workbook.regions import regions
from workbook.report.json import to_json

HINTS = 3
FEWEST_MISCONCEPTIONS = 2
FEWEST_ALTERNATIVES = 2
SEEDS_OF_ALTERNATIVES = 2  # they are many, and the reference is tried with every seed
SHORTEST_LEAK = 12  # characters of a solution line that a hint may not hold


def verify_chapter(
    chapter: Chapter, exercises: Sequence[Exercise], seeds: int, options: Options, jobs: int
) -> list[str]:
    """Return what is wrong with a chapter's graders, a line each; nothing if they are right.

    Args:
        chapter: which chapter.
        exercises: only these; all if empty.
        seeds: how many seeds the reference and the misconceptions are tried with.
        options: the device.
        jobs: how many exercises are proved at a time.

    """
    course = Course(chapter)
    wanted = tuple(exercises) or chapter.exercises
    prove = functools.partial(_prove, chapter, options, seeds)
    problems = [*check_stubs(chapter), *_bars(course)]
    fork = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(jobs, mp_context=fork) as pool:
        elsewhere = pool.submit(_on_plain_instructions, chapter, options, wanted)
        found = pool.map(prove, wanted)
        for some in tqdm(found, desc=chapter.id, total=len(wanted), delay=1.0, disable=None):
            problems += some
        problems += elsewhere.result()
    return [f"{chapter.id}: {problem}" for problem in dict.fromkeys(problems)]


def _prove(chapter: Chapter, options: Options, seeds: int, exercise: Exercise) -> list[str]:
    return _Proof(Course(chapter), exercise, options).problems(seeds)


def _on_plain_instructions(
    chapter: Chapter, options: Options, exercises: Sequence[Exercise]
) -> list[str]:
    """Compare the reference with itself on plain instructions: a stand-in for other machines."""
    if options.device != "cpu":
        return []
    course = Course(chapter)
    job = Job(chapter, course.reference, course.contracts, trusted=True)
    worker = Worker(job, "spawn")  # torch reads the variable when it is imported
    plain = Live(course, worker, options.seed, options.device)
    os.environ["ATEN_CPU_CAPABILITY"] = "default"
    problems = []
    with live(course, options) as expected:
        for scenario in (s for e in exercises for s in course.scenarios_of(e)):
            outcome = plain.target(scenario).outcome
            if scenario.judged:
                verdict, _ = expected.given.judge(scenario, outcome)
            else:
                verdict = compare(expected.target(scenario), outcome)
            if not verdict.passed:
                problems.append(
                    f"{_name(scenario)}: differs on plain instructions: {verdict.message}"
                )
    worker.close()
    del os.environ["ATEN_CPU_CAPABILITY"]
    return problems


def _bars(course: Course) -> Iterator[str]:
    """A chapter that judges training runs keeps the table of seeds behind its bars."""
    judged = any(s.judged and s.slow for s in course.scenarios)
    if judged and not (course.chapter.graders / "bars.md").exists():
        yield "bars.md is missing: the table of 20 seeds behind the training bars"


@dataclass
class _Proof:
    """The checks of one exercise, each yielding its problems."""

    course: Course
    exercise: Exercise
    options: Options

    def problems(self, seeds: int) -> list[str]:
        """Return all problems: some checks run under every seed, the costly under the first."""
        found = [*self._texts()]
        self._named_by_checks: set[str] = set()
        try:
            with live(self.course, self.options) as first:
                for seed in range(seeds):
                    self._expected = first.under(seed)
                    self._options = replace(self.options, seed=seed)
                    self._first = seed == 0
                    found += self._under_one_seed(seed)
        except CourseError as error:  # nothing more can be run
            found.append(str(error))
        return found

    def _under_one_seed(self, seed: int) -> Iterator[str]:
        yield from self._reference()
        yield from self._misconceptions()
        if seed < SEEDS_OF_ALTERNATIVES:
            yield from self._alternatives()
        if self._first:
            yield from self._steady()
            yield from self._stub()
            yield from self._battery()

    def _texts(self) -> Iterator[str]:
        """Check what does not run: lesson, hints, numbers of misconceptions, forbidden names."""
        exercise = self.exercise
        lesson = self.course.chapter.stubs / "README.md"
        text = lesson.read_text(encoding="utf-8") if lesson.exists() else ""
        if not re.search(rf"^#+ .*`{re.escape(exercise.id)}`", text, re.MULTILINE):
            yield f"{exercise.id}: the lesson has no section with `{exercise.id}` in its heading"
        known = self._known()
        if len(known) < FEWEST_MISCONCEPTIONS:
            yield f"{exercise.id}: fewer than {FEWEST_MISCONCEPTIONS} misconceptions"
        if len(self._alternative_files()) < FEWEST_ALTERNATIVES:
            yield f"{exercise.id}: fewer than {FEWEST_ALTERNATIVES} alternative solutions"
        for one in known:
            if not one.named and not one.reason:
                yield f"{exercise.id}: '{one.name}' is not named, without a reason"
        yield from self._hints()
        try:
            resolve(exercise.forbids)
        except CourseError as error:
            yield f"{exercise.id}: {error}"

    def _hints(self) -> Iterator[str]:
        exercise = self.exercise
        if len(exercise.hints) != HINTS:
            yield f"{exercise.id}: {len(exercise.hints)} hints instead of {HINTS}"
        text = self.course.reference.modules[exercise.module].text
        for region in regions(text):
            if region.within.partition(".")[0] not in exercise.names:
                continue
            for line in map(str.strip, region.answer(text).splitlines()):
                long_enough = len(line) >= SHORTEST_LEAK and not line.startswith("#")
                if long_enough and any(line in hint for hint in exercise.hints):
                    yield f"{exercise.id}: a hint holds a line of the solution: {line}"

    def _reference(self) -> Iterator[str]:
        """The reference earns every point, twice the same, and runs in float64 where declared."""
        reports = []
        for _ in range(2 if self._first else 1):
            with self._grading(self.course.reference) as grading:
                for scenario in self._scenarios():
                    yield from self._unless_passed(scenario, grading, "the reference")
                if self._first:
                    reports.append(to_json(grading.report([self.exercise])))
        if len(set(reports)) > 1:
            yield f"{self.exercise.id}: two gradings with one seed differ"
        for scenario in self._scenarios():
            exact = None if scenario.judged else self._expected.target(scenario).exact
            if exact is not None and not exact.returned:
                yield f"{_name(scenario)}: fails in float64 ({exact.message}); say float64=False"

    def _steady(self) -> Iterator[str]:
        """The reference gives the same values twice.

        If it did not, its float32 and float64 runs would differ too, and the tolerance that is
        made from them would let any answer pass.
        """
        again = self._expected.under(self._options.seed)
        for scenario in (s for s in self._scenarios() if not s.judged):
            outcome = self._expected.target(scenario).outcome
            verdict = compare(Target(outcome, floor=scenario.floor), again.target(scenario).outcome)
            if not verdict.passed:
                yield f"{_name(scenario)}: two runs of the reference differ: {verdict.message}"

    def _stub(self) -> Iterator[str]:
        """The untouched stub earns nothing, and every scenario says that it is not started."""
        sources = self.course.reference
        for module, text in self.course.stubs.items():
            sources = sources.with_text(module, text)
        with self._grading(sources) as grading:
            if grading.exercise(self.exercise).status != "not_attempted":
                yield f"{self.exercise.id}: the stub does not count as not started"
            if self.exercise.kind == "debug":
                return
            for scenario in self._scenarios():
                outcome = grading.see(scenario).outcome
                if outcome.ending != "not_attempted":
                    told = outcome.message or outcome.ending
                    yield f"{_name(scenario)}: runs on the stub without a TODO ({told})"

    def _misconceptions(self) -> Iterator[str]:
        """Every misconception loses points, and is named by its own diagnosis.

        Under later seeds only as much is run as tells apart those that comparing shows.
        """
        if not self._first:
            named = [k for k in self._known() if k.named and k.name not in self._named_by_checks]
            compared = [scenario for scenario in self._scenarios() if not scenario.judged]
            yield from still_told_apart(self.exercise, named, compared, self._expected)
            return
        for known in self._known():
            outcomes, verdicts, named = self._graded(known)
            self._named_by_checks.update(named)
            if all(verdict.passed for verdict in verdicts):
                if self._first:
                    yield f"{self.exercise.id}: '{known.name}' loses no points"
            elif known.named:
                found = diagnose(self.exercise, outcomes, self._expected)
                name = named[0] if named else found and found.name
                if name is None:
                    yield f"{self.exercise.id}: '{known.name}' is not named by the diagnosis"
                elif name != known.name:
                    yield f"{self.exercise.id}: '{known.name}' is taken for '{name}'"

    def _graded(
        self, known: Misconception
    ) -> tuple[dict[Scenario, Outcome], list[Verdict], list[str]]:
        """Grade a misconception: outcomes, verdicts, and the names that checks gave it."""
        outcomes = {s: self._expected.variant(s, known) for s in self._scenarios()}
        verdicts, named = [], []
        for scenario, outcome in outcomes.items():
            if scenario.judged:
                verdict, name = self._expected.given.judge(scenario, outcome)
                named += [name] if name else []
            else:
                verdict = compare(self._expected.target(scenario), outcome)
            verdicts.append(verdict)
        return outcomes, verdicts, named

    def _battery(self) -> Iterator[str]:
        """No member of the fixed battery gets full marks, unless it changes nothing."""
        exercise = self.exercise
        text = self.course.reference.modules[exercise.module].text
        scenarios = [s for s in self._scenarios() if not s.slow]
        for member in MEMBERS:
            wrong = member_source(exercise, text, member)
            if wrong is None or not scenarios:
                continue
            with self._grading(self.course.reference.with_text(exercise.module, wrong)) as grading:
                seen = (grading.see(scenario) for scenario in scenarios)
                survives = all(one.verdict.passed for one in seen)
                if survives and self._differs(grading, scenarios):
                    yield f"{exercise.id}: full marks for code that {member}"

    def _differs(self, grading: Grading, scenarios: list[Scenario]) -> bool:
        """Whether a battery member does anything else than the reference."""
        for scenario in scenarios:
            exact = replace(self._expected.target(scenario), exact=None, floor=0.0)
            if not compare(exact, grading.see(scenario).outcome).passed:
                return True
        return False

    def _alternatives(self) -> Iterator[str]:
        """Alternative correct implementations get full marks."""
        for path in self._alternative_files():
            text = path.read_text(encoding="utf-8")
            name = f"alternative_{path.stem}"
            modules = {**self.course.reference.modules, name: Source(text, str(path))}
            sources = Sources(modules, homes=dict.fromkeys(self.exercise.names, name))
            efficient = not re.search(r"^EFFICIENT = False", text, re.MULTILINE)
            with self._grading(sources) as grading:
                for scenario in self._scenarios():
                    if efficient or scenario.aspect != "efficient":
                        who = f"the alternative {path.stem}"
                        yield from self._unless_passed(scenario, grading, who)

    def _unless_passed(self, scenario: Scenario, grading: Grading, who: str) -> Iterator[str]:
        verdict = grading.see(scenario).verdict
        if not verdict.passed:
            told = f"{verdict.status}: {verdict.message}"
            yield f"{_name(scenario)}: {who} fails with seed {self._options.seed} ({told})"
        ops = grading.see(scenario).outcome.ops
        if scenario.max_ops is not None and ops > scenario.max_ops / 2:
            yield f"{_name(scenario)}: {who} takes {ops} calls, over half of {scenario.max_ops}"

    def _grading(self, sources: Sources) -> Grading:
        stubs = self.course.chapter.stubs
        return Grading(self.course, sources, stubs, self._options, expected=self._expected)

    def _scenarios(self) -> list[Scenario]:
        """Return the exercise's scenarios; training runs only under the first seed."""
        scenarios = self.course.scenarios_of(self.exercise)
        return [s for s in scenarios if self._first or not s.slow]

    def _known(self) -> tuple[Misconception, ...]:
        return self.course.misconceptions.get(self.exercise.id, ())

    def _alternative_files(self) -> list[Path]:
        chapter = self.course.chapter
        folder = chapter.root / "tests" / "alternatives" / chapter.name / self.exercise.id
        return sorted(folder.glob("*.py"))


def _name(scenario: Scenario) -> str:
    return f"{scenario.exercise}/{scenario.id}"

"""The whole street over a chapter: submission in, ``Report`` out."""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from workbook.attempts import line_of, untouched
from workbook.catalog import find_exercise
from workbook.comparing import Verdict, compare
from workbook.course import Course
from workbook.diagnosing import diagnose
from workbook.errors import Unavailable, UsageError
from workbook.evasion import Finding, findings
from workbook.exercise import Exercise, Scenario
from workbook.expected import Expected, Live
from workbook.isolation.cells import open_cells
from workbook.isolation.housing import Here, Housing, Processes
from workbook.isolation.runner import InProcess, Runner, Worker
from workbook.isolation.worker import Job
from workbook.loading import Sources, read_submission
from workbook.misconceptions import Misconception
from workbook.outcome import Outcome
from workbook.recorded import Recorded
from workbook.relations import relation
from workbook.report.model import ExerciseResult, Report, ScenarioResult
from workbook.running import Run, full_name, one_line
from workbook.seeding import scenario_seed

Progress = Callable[[str], None]

HUNG_OFTEN = 2
SHORT_TIMEOUT = 1.0  # seconds
MAY_CARRY = {"returned", "error", "over_budget", "timeout", "not_attempted"}


@dataclass(frozen=True)
class Options:
    """How to grade."""

    seed: int = 0
    device: str = "cpu"
    isolation: str = "process"
    method: str | None = None  # how workers start; fork where there is fork, if unsaid
    secret: bool = False  # whether each scenario gets a seed of its own, made from the secret one
    let_through: tuple[type[BaseException], ...] = ()  # what level none leaves to its caller


@dataclass
class Seen:
    """One scenario's run and what is made of it."""

    outcome: Outcome
    verdict: Verdict
    misconception: str | None = None  # named by a check
    carried: bool = False
    raised: BaseException | None = None  # only at isolation level none


@dataclass
class Grading:
    """Grades exercises of one chapter, of one submission."""

    course: Course
    sources: Sources
    where: Path
    options: Options = field(default_factory=Options)
    progress: Progress = lambda _: None
    expected: Expected | None = None
    housing: Housing | None = None

    def __post_init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._expected = self.expected or self._stack.enter_context(
            expected_of(self.course, self.options)
        )
        self._housing = self.housing or self._stack.enter_context(
            housing_for(self.course, self.options)
        )
        self._room = self._housing.room()
        self._stack.callback(self._room.close)
        self._runners: dict[str, Runner] = {}
        self._seen: dict[Scenario, Seen] = {}
        self._findings: dict[str, list[Finding]] = {}
        self._notes: list[str] = []
        self._carried_from: dict[str, tuple[str, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def report(self, wanted: Sequence[Exercise] = ()) -> Report:
        """Grade the wanted exercises, or all of them."""
        exercises = tuple(wanted) or self.course.chapter.exercises
        return Report(
            chapter=self.course.chapter,
            seed=self.options.seed,
            device=self.options.device,
            isolation=self.options.isolation,
            exercises=tuple(self.exercise(exercise) for exercise in exercises),
            notes=tuple(self._notes),
        )

    def exercise(self, exercise: Exercise) -> ExerciseResult:
        """Grade one exercise."""
        scenarios = self.course.scenarios_of(exercise)
        found = self.findings(exercise)
        named = None
        if self.untouched(exercise):
            seen = {s: Seen(Outcome("not_attempted"), Verdict("not_attempted")) for s in scenarios}
        else:
            seen = self.seen(exercise)
            named = self.diagnosis(exercise, seen)
        results = [self._result(s, seen[s], named) for s in scenarios]
        return ExerciseResult(
            exercise=exercise,
            scenarios=tuple(results),
            where=f"{self._file(exercise)}:{line_of(exercise, self.sources)}",
            hint_from=named.hint if named else 1,
            carried_from=self._carried_from.get(exercise.id, ()),
            flags=tuple(str(f) for f in found if not f.certain),
        )

    def untouched(self, exercise: Exercise) -> bool:
        """Whether the learner has not begun the exercise."""
        return untouched(exercise, self.sources, self.course.stubs)

    def findings(self, exercise: Exercise) -> list[Finding]:
        """Return the ways around the guards that the submission's text holds."""
        if exercise.id not in self._findings:
            found = findings(self.course.chapter, exercise, self.sources)
            self._findings[exercise.id] = found
        return self._findings[exercise.id]

    def seen(self, exercise: Exercise) -> dict[Scenario, Seen]:
        """Run every scenario of an exercise once, and carry errors forward."""
        seen = {s: self.see(s) for s in self.course.scenarios_of(exercise)}
        if exercise.id not in self._carried_from:
            self._runners[exercise.id].close()
            self._carried_from[exercise.id] = self._carry_forward(exercise, seen)
        return seen

    def see(self, scenario: Scenario) -> Seen:
        """Run one scenario, once."""
        if scenario not in self._seen:
            exercise = find_exercise(self.course.chapter, scenario.exercise)
            certain = [f for f in self.findings(exercise) if f.certain]
            if exercise.id not in self._runners:
                self._runners[exercise.id] = self._runner(self._job(exercise))
            self._seen[scenario] = (
                self._refused(certain[0])
                if certain
                else self._run_fairly(scenario, self._runners[exercise.id])
            )
            self.progress(scenario.id)
        return self._seen[scenario]

    def diagnosis(self, exercise: Exercise, seen: dict[Scenario, Seen]) -> Misconception | None:
        """Name the misconception that explains the failures, if one does."""
        for one in seen.values():
            if one.misconception is not None:
                known = self._expected.misconceptions(exercise)
                named = [m for m in known if m.name == one.misconception]
                return named[0] if named else None
        if not any(self._needs_diagnosis(one) for one in seen.values()):
            return None
        failing_first = sorted(seen, key=lambda s: seen[s].verdict.passed)
        return diagnose(exercise, {s: seen[s].outcome for s in failing_first}, self._expected)

    def _needs_diagnosis(self, seen: Seen) -> bool:
        return not seen.verdict.passed and seen.outcome.ending in {
            "returned",
            "error",
            "over_budget",
        }

    def _run_fairly(self, scenario: Scenario, runner: Runner) -> Seen:
        """Run a scenario, and once more if it was a bad moment of the machine that ended it."""
        try:
            seen = self._run(scenario, runner)
        except Unavailable as error:
            return Seen(Outcome("not_attempted"), Verdict("unavailable", str(error)))
        if self._housing.tries_again and seen.outcome.ending in {"timeout", "crashed"}:
            return seen if self._hung(scenario) else self._run(scenario, runner)
        return seen

    def _run(self, scenario: Scenario, runner: Runner) -> Seen:
        what = Run(
            scenario=scenario.id,
            seed=scenario_seed(
                self.options.seed,
                full_name(self.course.chapter, scenario),
                secret=self.options.secret,
            ),
            device=self.options.device,
            max_lines=self._expected.max_lines(scenario),
            shown=self._expected.given.shown(scenario),
        )
        runner.start(scenario.exercise, what, self._patience(scenario))
        if scenario.judged:
            outcome = runner.finish()
            verdict, misconception = self._expected.given.judge(scenario, outcome)
            return Seen(outcome, verdict, misconception, raised=runner.raised)
        target = self._expected.target(scenario)  # while the learner's code is running
        outcome = runner.finish()
        verdict = compare(target, self._expected.view(scenario, outcome))
        return Seen(outcome, verdict, raised=runner.raised)

    def _patience(self, scenario: Scenario) -> float:
        """Return the scenario's time limit; code that hung twice gets a second for each more."""
        often = self._hung(scenario) >= HUNG_OFTEN
        return SHORT_TIMEOUT if often and not scenario.slow else scenario.timeout

    def _hung(self, scenario: Scenario) -> int:
        """Count the scenarios of the same exercise that were ended by the clock."""
        return sum(
            s.exercise == scenario.exercise and one.outcome.ending == "timeout"
            for s, one in self._seen.items()
        )

    def _carry_forward(self, exercise: Exercise, seen: dict[Scenario, Seen]) -> tuple[str, ...]:
        """Run failed scenarios again with the reference's version of what they build on.

        Returns the exercises whose mistakes are carried.
        """
        failed = [s for s, one in seen.items() if one.outcome.ending in MAY_CARRY]
        failed = [s for s in failed if not seen[s].verdict.passed]
        broken = tuple(use for use in exercise.uses if failed and not self._is_right(use))
        if not broken:
            return ()
        if not self._expected.carries():
            self._notes.append(
                f"{exercise.id} builds on {' and '.join(broken)}: where it is only their mistake, "
                "your teacher's grading gives its points"
            )
            return ()
        names = tuple(n for use in broken for n in find_exercise(self.course.chapter, use).names)
        revealed = self.course.built_on(broken)
        for use in revealed:
            self._is_right(use)  # judged for good, so that its answer may be revealed
        job = self._job(exercise)
        job = dataclasses.replace(job, carried=(self.course.excerpt(revealed), names))
        room = self._housing.room()  # of its own: nothing of what it reveals leaves it
        self._stack.callback(room.close)
        runner = room.runner(job)
        for scenario in failed:
            # Only whether it passed: what such a run put out is never shown.
            seen[scenario].carried = self._run(scenario, runner).verdict.passed
        runner.close()
        room.close()
        return broken

    def _is_right(self, exercise_id: str) -> bool:
        exercise = find_exercise(self.course.chapter, exercise_id)
        if self.untouched(exercise):
            return False
        return all(one.verdict.passed for one in self.seen(exercise).values())

    def _refused(self, finding: Finding) -> Seen:
        message = f"{finding} is off limits in an exercise: it can go around what is being checked"
        return Seen(Outcome("forbidden", message=message), Verdict("forbidden", message))

    def _result(
        self, scenario: Scenario, seen: Seen, named: Misconception | None
    ) -> ScenarioResult:
        verdict = seen.verdict
        explains = named is not None and not verdict.passed and self._needs_diagnosis(seen)
        diagnosis = named.name if explains and named else ""
        about_values = verdict.status == "failed" and math.isfinite(verdict.distance)
        if not diagnosis and about_values and not scenario.judged:
            expected = self._expected.target(scenario).outcome.value
            theirs = self._expected.view(scenario, seen.outcome).value
            diagnosis = relation(expected, theirs)
        return ScenarioResult(
            id=scenario.id,
            status=verdict.status,
            possible=self.course.points_of(scenario),
            aspect=scenario.aspect,
            message=one_line(verdict.message),
            diagnosis=diagnosis,
            says=named.says if explains and named else "",
            carried_forward=seen.carried,
            printed="" if verdict.passed else seen.outcome.printed,
        )

    def _job(self, exercise: Exercise) -> Job:
        return Job(
            chapter=self.course.chapter,
            sources=self.sources,
            contracts=self.course.contracts,
            forbids=exercise.forbids,
            device=self.options.device,
        )

    def _runner(self, job: Job) -> Runner:
        runner = self._room.runner(job)
        self._stack.callback(runner.close)
        return runner

    def _file(self, exercise: Exercise) -> str:
        module = self.sources.home(exercise)
        if module not in self.sources.modules:
            return f"{self.where}/{module}.py"
        path = Path(self.sources.modules[module].file)
        with contextlib.suppress(ValueError):
            path = path.relative_to(Path.cwd())
        return str(path)


@contextlib.contextmanager
def housing_for(course: Course, options: Options) -> Iterator[Housing]:
    """Open what learner code runs in, at the isolation level that the options ask for."""
    if options.isolation == "none":
        yield Here(options.let_through)
    elif options.isolation == "process":
        yield Processes(options.method)
    elif options.device != "cpu":
        message = "isolation by namespaces is for the CPU: use --isolation process with cuda"
        raise UsageError(message)
    else:
        with open_cells(course.chapter) as cells:
            yield cells


@contextlib.contextmanager
def live(course: Course, options: Options) -> Iterator[Live]:
    """Open the reference, in a process of its own unless the isolation level is ``none``."""
    job = Job(
        chapter=course.chapter,
        sources=course.reference,
        contracts=course.contracts,
        trusted=True,
        variants=course.variants,
        device=options.device,
    )
    runner: Runner = (
        InProcess(job, options.let_through)
        if options.isolation == "none"
        else Worker(job, None if options.device == "cpu" else options.method)
    )
    try:
        yield Live(course, runner, options.seed, options.device, secret=options.secret)
    finally:
        runner.close()


@contextlib.contextmanager
def expected_of(course: Course, options: Options) -> Iterator[Expected]:
    """Open the reference, or in a kit what was recorded of it."""
    if course.has_reference:
        with live(course, options) as running:
            yield running
    else:
        yield Recorded(course, options.seed)


@contextlib.contextmanager
def grading(
    course: Course, submission: Path, options: Options, progress: Progress = lambda _: None
) -> Iterator[Grading]:
    """Open a grading of a submission; close it to end its workers."""
    sources = read_submission(submission, course.chapter)
    with Grading(course, sources, submission, options, progress) as opened:
        yield opened

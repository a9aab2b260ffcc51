"""A report as text for a terminal: readable in 80 columns and without colours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workbook.exercise import ASPECTS
from workbook.report.model import Dot, ExerciseResult, Report, ScenarioResult

WIDTH = 80
DOTS: dict[Dot, str] = {"all": "●", "some": "◐", "none": "○", "absent": "·"}
DOT_STYLES = {"all": "green", "some": "yellow", "none": "red", "absent": "dim"}
MARKS = {"passed": ("✓", "green"), "partial": ("◐", "yellow"), "failed": ("✗", "red")}
SHOWN_FAILURES = 3
SHOWN_LINES = 2
SHOWN_CHARACTERS = 60


def print_report(report: Report, console: Console, *, next_step: bool = True) -> None:
    """Print a chapter's report, and which command comes next, if that is of use."""
    _heading(report, console)
    attempted = [e for e in report.exercises if e.status != "not_attempted"]
    if attempted:
        legend = " ".join((*DOTS.values(),))
        console.print(
            Text(f"dots: {' '.join(ASPECTS)}   {legend} = all some none not asked", "dim")
        )
    for result in attempted:
        _exercise(result, console)
    waiting = [e.exercise.id for e in report.exercises if e.status == "not_attempted"]
    if waiting:
        console.print(Text(f"not started: {', '.join(waiting)}", "dim"))
    for note in report.notes:
        console.print(Text(note, "dim"))
    console.print()
    console.print(Text(f"{_points(report.earned, report.possible)} points", "bold"))
    if next_step:
        _next_step(report, console)


def print_course(reports: Sequence[Report], console: Console) -> None:
    """Print one line for each chapter."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    for report in reports:
        started = sum(e.status != "not_attempted" for e in report.exercises)
        table.add_row(
            report.chapter.id,
            report.chapter.title,
            _points(report.earned, report.possible),
            f"{started} of {len(report.exercises)} exercises started",
        )
    console.print(table)


def _heading(report: Report, console: Console) -> None:
    how = f"seed {report.seed} · {report.device} · isolation {report.isolation}"
    console.print()
    console.print(Text(f"Chapter {report.chapter.id[2:]} · {report.chapter.title}", "bold"))
    console.print(Text(how, "dim"))
    console.print()


def _exercise(result: ExerciseResult, console: Console) -> None:
    mark, style = MARKS[result.status]
    line = Text()
    line.append(f"{mark} ", style)
    line.append(f"{result.exercise.number:>2} {result.exercise.id:<26.26} ", "bold")
    for aspect in ASPECTS:
        dot = result.dots[aspect]
        line.append(DOTS[dot], DOT_STYLES[dot])
    line.append(f"  {_points(result.earned, result.possible)}")
    console.print(line)
    if result.status == "passed" and result.exercise.learned:
        _indented(Text(result.exercise.learned, "green"), console)
    _carried(result, console)
    _failures(result, console)


def _carried(result: ExerciseResult, console: Console) -> None:
    count = sum(s.carried_forward for s in result.scenarios)
    if count:
        origin = ", ".join(result.carried_from)
        sentence = f"{count} of its scenarios fail only because of {origin}: they earn their points"
        _indented(Text(sentence, "yellow"), console)


def _failures(result: ExerciseResult, console: Console) -> None:
    failures = [s for s in result.scenarios if not s.passed and s.status != "unavailable"]
    waiting = [s for s in failures if s.status == "not_attempted"]
    failures = [s for s in failures if s.status != "not_attempted"]
    for says in dict.fromkeys(s.says for s in failures if s.says):
        _indented(Text(f"➜ {says}", "bold yellow"), console)
    shown = _varied(failures)[:SHOWN_FAILURES]
    for scenario in shown:
        _failure(scenario, console)
    if rest := len(failures) - len(shown):
        _indented(Text(f"and {rest} more like {'these' if shown[1:] else 'it'}", "dim"), console)
    if waiting and result.status != "not_attempted":
        _indented(Text(f"{len(waiting)} scenarios wait for a TODO", "dim"), console)
    if failures:
        _indented(Text(result.where, "dim"), console)


def _varied(failures: Sequence[ScenarioResult]) -> list[ScenarioResult]:
    """Return the failures whose messages differ by more than numbers."""
    first: dict[str, ScenarioResult] = {}
    for failure in failures:
        first.setdefault(re.sub(r"[-\d.e+]+", "#", failure.message), failure)
    return [*first.values()]


def _failure(scenario: ScenarioResult, console: Console) -> None:
    text = Text("✗ ", "red")
    text.append(scenario.id, "default")
    text.append(f": {scenario.message}" if scenario.message else f": {scenario.status}")
    if scenario.diagnosis:
        text.append(f" [{scenario.diagnosis}]", "yellow")
    _indented(text, console)
    for line in scenario.printed.strip().splitlines()[:SHOWN_LINES]:
        _indented(Text(f"printed: {printable(line)}", "dim"), console, by=7)


def _next_step(report: Report, console: Console) -> None:
    unfinished = [e for e in report.exercises if e.status != "passed"]
    started = [e for e in unfinished if e.status != "not_attempted"]
    if not unfinished:
        console.print(Text("All done. `workbook list` shows what comes next.", "green"))
        return
    goal = (started or unfinished)[0]
    hint = f"workbook hint {report.chapter.id}/{goal.exercise.id}"
    console.print(Text(f"Stuck? {hint}", "dim"))
    verb = "Mend" if started else "Next:"
    console.print(Text(f"{verb} {goal.exercise.id} in {goal.where}"), soft_wrap=True)


def _points(earned: float, possible: float) -> str:
    return f"{_short(earned):>5} / {_short(possible)}"


def _short(points: float) -> str:
    return f"{round(points, 1):g}"


def printable(text: str) -> str:
    """Drop control characters from text that learner code produced."""
    return "".join(c for c in text if c.isprintable())[:SHOWN_CHARACTERS]


def _indented(text: Text, console: Console, by: int = 5) -> None:
    console.print(Padding(text, (0, 0, 0, by)))

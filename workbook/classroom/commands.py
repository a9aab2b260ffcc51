"""``workbook class``: thin commands over a whole class. Each imports late what is heavy."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook.catalog import course_root, find_chapter, find_exercise
from workbook.errors import UsageError
from workbook.exercise import Chapter

if TYPE_CHECKING:
    from workbook.classroom.journal import Journal
    from workbook.classroom.summary import Summary

STOPPED = 130
JOURNALS = Path(".workbook") / "class"

path_type = click.Path(path_type=Path)
file_type = click.Path(path_type=Path, dir_okay=False)
assignment_option = click.option("--assignment", help="The chapter; unsaid: the only one graded.")
journal_option = click.option("--journal", "journal_file", type=file_type, help="The journal.")
out_option = click.option("--out", type=click.Path(path_type=Path, file_okay=False))


@click.group("class")
def class_group() -> None:
    """Grade a whole class, and what comes after."""


@class_group.command("grade")
@click.argument("submitted", type=path_type)
@click.option("--assignment", required=True, help="The chapter that was handed out.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many at a time; unsaid: the CPUs.")
@click.option("--scheduler", metavar="ADDR", help="Grade on a Dask cluster instead.")
@click.option("--seed", type=click.IntRange(min=0), help="The secret seed; unsaid: drawn, kept.")
@out_option
@journal_option
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu")
@click.option(
    "--isolation", type=click.Choice(["namespaces", "process"]), default="namespaces",
    help="process: with your own rights; only for code that you trust.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Grade again what is graded already.")
def grade(  # noqa: PLR0913, PLR0917 - the contract's options
    submitted: Path,
    assignment: str,
    jobs: int | None,
    scheduler: str | None,
    seed: int | None,
    out: Path | None,
    journal_file: Path | None,
    device: str,
    isolation: str,
    force: bool,  # noqa: FBT001 - a flag of the command line
) -> int:
    """Grade every submission in SUBMITTED: a folder or a zip; nbgrader's tree is known."""
    _with_fixed_hashes()
    from workbook.classroom.run import Plan, grade_class, terminate_like_interrupt

    if jobs and scheduler:
        message = "--jobs is for this machine, --scheduler for a cluster: say one of them"
        raise UsageError(message)
    root = course_root()
    chapter = find_chapter(root, assignment)
    plan = Plan(
        chapter=chapter,
        submitted=submitted,
        jobs=jobs or _processors(),
        scheduler=scheduler,
        seed=seed,
        device=device,
        isolation=isolation,
        force=force,
        journal=journal_file or journal_path(root, chapter),
        out=out or _out_of(root, chapter),
    )
    plan.check()
    click.echo(f"{chapter.id}: {chapter.title} · isolation {isolation}")
    try:
        with terminate_like_interrupt():
            summary = grade_class(plan)
    except KeyboardInterrupt:
        click.echo(
            "workbook: stopped; what is graded is kept, and the same command goes on from there",
            err=True,
        )
        return STOPPED
    _tell(summary, plan.out)
    return 0


@class_group.command("report")
@assignment_option
@journal_option
@out_option
def report(assignment: str | None, journal_file: Path | None, out: Path | None) -> None:
    """Write the tables and pages again, from the journal."""
    from workbook.classroom.outputs import write_outputs

    chapter, journal = _opened(assignment, journal_file)
    with journal:
        where = out or _out_of(chapter.root, chapter)
        _tell(write_outputs(journal, chapter, where), where)


@class_group.command("export")
@assignment_option
@journal_option
@click.option("--format", "form", type=click.Choice(["canvas", "moodle", "csv"]), required=True)
@click.option("--column", help="Canvas: the assignment's column, for example 'Homework 4 (12345)'.")
@click.option("--out", "file", type=file_type, help="The file; unsaid: standard output.")
def export_command(
    assignment: str | None,
    journal_file: Path | None,
    form: str,
    column: str | None,
    file: Path | None,
) -> None:
    """Write the marks in the columns that another system imports."""
    from workbook.classroom.exports import export

    chapter, journal = _opened(assignment, journal_file)
    with journal:
        column = column or chapter.title
        if file is None:
            export(journal, chapter, form, column, sys.stdout)
            return
        try:
            with file.open("w", encoding="utf-8", newline="") as opened:
                export(journal, chapter, form, column, opened)
        except OSError as error:
            message = f"{file} cannot be written: {error.strerror}"
            raise UsageError(message) from error
        click.echo(f"written: {file}")


@class_group.command("explain")
@click.argument("student")
@click.argument("exercise")
@assignment_option
@journal_option
def explain_command(
    student: str, exercise: str, assignment: str | None, journal_file: Path | None
) -> None:
    """Grade one EXERCISE of one STUDENT again, with the class's seed, and show it in full."""
    _with_fixed_hashes()
    from rich.console import Console

    from workbook.classroom.explain import explain
    from workbook.report.console import WIDTH, print_report

    chapter, journal = _opened(assignment, journal_file)
    with journal:
        found = find_exercise(chapter, exercise)
        graded, notes = explain(journal, chapter, student, found)
    print_report(graded, Console(width=WIDTH, highlight=False))
    for note in notes:
        click.echo(note)


def _with_fixed_hashes() -> None:
    """Begin again with the hashes of texts fixed, if they are not.

    Learner code may walk through a set; its marks should not be another roll of the dice each time.
    """
    if os.environ.get("PYTHONHASHSEED") != "0" and sys.platform != "win32":
        os.environ["PYTHONHASHSEED"] = "0"
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def journal_path(root: Path, chapter: Chapter) -> Path:
    """Return where a class's journal is, unless the command line says otherwise."""
    return root / JOURNALS / f"{chapter.id}.sqlite"


def _out_of(root: Path, chapter: Chapter) -> Path:
    return root / "results" / chapter.id


def _opened(assignment: str | None, file: Path | None) -> tuple[Chapter, Journal]:
    """Open the journal of a class that was graded before."""
    from workbook.classroom.journal import Journal

    root = course_root()
    if file is None and assignment is None:
        known = sorted((root / JOURNALS).glob("*.sqlite"))
        if len(known) != 1:
            names = ", ".join(path.stem for path in known) or "none"
            message = f"say which class with --assignment; graded so far: {names}"
            raise UsageError(message)
        file = known[0]
    if file is None:
        file = journal_path(root, find_chapter(root, assignment or ""))
    if not file.exists():
        message = f"there is no journal {file}: `workbook class grade` makes it"
        raise UsageError(message)
    journal = Journal(file)
    name = journal.fact("chapter")
    if name is None:
        journal.close()
        message = f"the journal {file} is of no class: `workbook class grade` fills it"
        raise UsageError(message)
    return find_chapter(root, name), journal


def _tell(summary: Summary, out: Path) -> None:
    from workbook.classroom.pages import points

    known = ("graded", "unreadable", "failed", "waiting")
    counts = ", ".join(f"{summary.statuses[s]} {s}" for s in known if summary.statuses[s])
    click.echo(f"{counts}; mean {points(summary.mean)} %, median {points(summary.median)} %")
    if summary.flagged:
        click.echo(f"{len(summary.flagged)} flagged for a person to look at")
    click.echo(f"results: {out / 'results.csv'}, dashboard: {out / 'dashboard.html'}")

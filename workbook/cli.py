"""The command line: thin commands over the street. Torch is imported only by those that grade."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook import __version__
from workbook.catalog import chapters, course_root, find_chapter, find_exercise
from workbook.classroom.commands import class_group
from workbook.data_command import data
from workbook.errors import CourseError, UsageError, WorkbookError
from workbook.exercise import Chapter, Exercise
from workbook.state import changed_state, read_state

if TYPE_CHECKING:
    from rich.console import Console

    from workbook.grading import Options
    from workbook.report.model import Report

PERCENT = 100


def main() -> None:
    """Run the command line; every error is one line on stderr and an exit code."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"  # before torch is imported: workers are forked from one thread
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may not know every sign
    try:
        code = cli.main(sys.argv[1:] or ["--help"], standalone_mode=False)
    except WorkbookError as error:
        code = _complain(str(error), error.exit_code)
    except click.ClickException as error:
        code = _complain(error.format_message(), UsageError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        code = _complain("stopped", 130)
    except Exception as error:
        if os.environ.get("WORKBOOK_DEBUG"):
            raise
        told = f"an error of the tool itself ({type(error).__name__}: {error})"
        code = _complain(f"{told}; WORKBOOK_DEBUG=1 shows where", CourseError.exit_code)
    sys.exit(code or 0)


def _complain(message: str, code: int) -> int:
    click.echo(f"workbook: {' '.join(message.split())}", err=True)
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Exercises in deep learning, graded while you learn."""


cli.add_command(class_group)
cli.add_command(data)


@cli.command("list")
def list_command() -> None:
    """Show chapters and exercises, and how far you are."""
    from workbook.report.listing import print_list

    root = course_root()
    print_list(chapters(root), read_state(root)["marks"], _console())


@cli.command()
@click.argument("chapter", required=False)
@click.argument("exercises", nargs=-1)
@click.option("--submission", type=click.Path(path_type=Path), help="What to grade.")
@click.option("--device", type=click.Choice(["cpu", "cuda", "auto"]), default="cpu")
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Seed of the inputs.")
@click.option(
    "--isolation", type=click.Choice(["namespaces", "process", "none"]), default="process"
)
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--junit", "junit_file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--fail-under", type=click.FloatRange(0, PERCENT), help="Exit 1 below this percent.")
def grade(  # noqa: PLR0913, PLR0917 - the contract's options
    chapter: str | None,
    exercises: tuple[str, ...],
    submission: Path | None,
    device: str,
    seed: int,
    isolation: str,
    json_file: Path | None,
    junit_file: Path | None,
    fail_under: float | None,
) -> int:
    """Grade a chapter, or some exercises of it; without a chapter, the whole course."""
    root = course_root()
    wanted = [find_chapter(root, chapter)] if chapter else list(chapters(root))
    chosen = [find_exercise(wanted[0], name) for name in exercises]
    path = submission if submission is not None else root / "exercises"
    if not path.exists():
        message = f"the submission {path} is not there"
        raise UsageError(message)
    if (json_file or junit_file) and not chapter:
        message = "--json and --junit hold one chapter: name it"
        raise UsageError(message)
    options = _options(device, seed, isolation)
    reports = [_grade(c, chosen, path, options) for c in wanted]
    if submission is None:
        _remember(root, reports)
    _show(reports, chapter is not None)
    _write(json_file, junit_file, reports[0])
    earned, possible = sum(r.earned for r in reports), sum(r.possible for r in reports)
    return int(fail_under is not None and earned < possible * fail_under / PERCENT - 1e-9)


@cli.command()
@click.argument("exercise")
def hint(exercise: str) -> None:
    """Show the next hint for CH/EXERCISE."""
    root = course_root()
    chapter, found = _split(root, exercise)
    key = f"{chapter.id}/{found.id}"
    with changed_state(root) as state:
        given = state["hints"].get(key, 0)
        number = min(given + 1, len(found.hints))
        state["hints"][key] = number
    if not found.hints:
        click.echo(f"{key} has no hints.")
        return
    click.echo(f"Hint {number} of {len(found.hints)} for {key}: {found.hints[number - 1]}")
    if given >= len(found.hints):
        click.echo(f"That was the last one. The lesson: {_lesson(chapter)}")


@cli.command()
@click.argument("exercise")
def reset(exercise: str) -> None:
    """Put the stub of CH/EXERCISE back; the old file is kept beside it."""
    from workbook.authoring.reset import reset_exercise

    chapter, found = _split(course_root(), exercise)
    path, kept = reset_exercise(chapter, found)
    click.echo(f"{found.id} is a stub again in {_near(path)}; the old file is {_near(kept)}")


@cli.command()
@click.option("--check", is_flag=True, help="Only say whether they differ; exit 1 if so.")
def stubs(check: bool) -> int:  # noqa: FBT001 - a flag of the command line
    """Generate exercises/ from solutions/."""
    from workbook.authoring.stubs import check_stubs, write_stubs

    told = [
        line
        for chapter in chapters(course_root())
        for line in (check_stubs(chapter) if check else write_stubs(chapter))
    ]
    for line in told:
        click.echo(line)
    return int(check and bool(told))


@cli.command()
@click.argument("chapter", required=False)
@click.option("--seeds", type=click.IntRange(min=1), default=5, help="How many seeds to try.")
@click.option("--device", type=click.Choice(["cpu", "cuda", "auto"]), default="cpu")
@click.option("--exercise", "names", multiple=True, help="Only this exercise.")
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count(), help="At a time.")
def verify(chapter: str | None, seeds: int, device: str, names: tuple[str, ...], jobs: int) -> int:
    """Prove that the graders of a chapter accept the right and reject the wrong."""
    from workbook.authoring.verify import verify_chapter

    root = course_root()
    wanted = [find_chapter(root, chapter)] if chapter else list(chapters(root))
    failed = False
    for one in wanted:
        exercises = [find_exercise(one, name) for name in names]
        problems = verify_chapter(one, exercises, seeds, _options(device, 0, "process"), jobs)
        for problem in problems:
            click.echo(problem)
        failed = failed or bool(problems)
        click.echo(f"{one.id}: {len(problems) or 'no'} problem{'s' * (len(problems) != 1)}")
    return int(failed)


@cli.command()
@click.argument("chapter")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
def notebook(chapter: str, out: Path) -> None:
    """Write the nbgrader source notebook of a chapter."""
    _needs_nbgrader()
    from workbook.notebook.releasing import write_notebook

    click.echo(write_notebook(find_chapter(course_root(), chapter), out))


@cli.command()
@click.argument("chapter", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("course"))
def release(chapter: tuple[str, ...], out: Path) -> None:
    """Make or update an nbgrader course directory with some chapters, or with all."""
    _needs_nbgrader()
    from workbook.notebook.releasing import write_course

    root = course_root()
    wanted = [find_chapter(root, name) for name in chapter] or list(chapters(root))
    for path in write_course(wanted, out):
        click.echo(path)
    click.echo(f"next, in {out}: nbgrader generate_assignment {wanted[0].id}")


def _needs_nbgrader() -> None:
    import importlib.util

    if importlib.util.find_spec("nbgrader") is None:
        message = "notebooks need nbgrader: pip install -c constraints.txt '.[notebook]'"
        raise UsageError(message)


@cli.command()
@click.argument("chapter", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="DIR or FILE.zip")
def kit(chapter: tuple[str, ...], out: Path) -> None:
    """Make a learner's kit of some chapters, or of all: no line of a solution is in it."""
    from workbook.authoring.kit import make_kit

    root = course_root()
    wanted = [find_chapter(root, name) for name in chapter] or list(chapters(root))
    made = make_kit(wanted, out)
    click.echo(f"{made}: {', '.join(one.id for one in wanted)}, ready for `make grade`")


def _options(device: str, seed: int, isolation: str) -> Options:
    import torch

    from workbook.grading import Options

    if device == "cuda" and not torch.cuda.is_available():
        message = "DEVICE=cuda, but torch finds no CUDA device here: use cpu or auto"
        raise UsageError(message)
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    method = "spawn" if device == "cuda" else None  # a forked child cannot use CUDA
    return Options(seed, device, isolation, method)


def _grade(chapter: Chapter, chosen: list[Exercise], path: Path, options: Options) -> Report:
    from tqdm import tqdm

    from workbook.course import Course
    from workbook.grading import grading

    course = Course(chapter)
    exercises = chosen or list(chapter.exercises)
    total = sum(len(course.scenarios_of(e)) for e in exercises)
    with (
        tqdm(total=total, desc=chapter.id, delay=1.0, leave=False, disable=None) as bar,
        grading(course, path, options, lambda _: bar.update()) as opened,
    ):
        return opened.report(exercises)


def _show(reports: list[Report], in_full: bool) -> None:  # noqa: FBT001 - private
    from workbook.report.console import print_course, print_report

    if in_full:
        print_report(reports[0], _console())
    else:
        print_course(reports, _console())


def _write(json_file: Path | None, junit_file: Path | None, report: Report) -> None:
    from workbook.report.json import to_json
    from workbook.report.junit import to_junit

    for path, form in ((json_file, to_json), (junit_file, to_junit)):
        if path is not None:
            try:
                path.write_text(form(report), encoding="utf-8")
            except OSError as error:
                message = f"{path} cannot be written: {error.strerror}"
                raise UsageError(message) from error


def _remember(root: Path, reports: list[Report]) -> None:
    with changed_state(root) as state:
        for report in reports:
            for result in report.exercises:
                key = f"{report.chapter.id}/{result.exercise.id}"
                state["marks"][key] = {
                    "earned": round(result.earned, 6),
                    "possible": round(result.possible, 6),
                    "status": result.status,
                }
                if result.hint_from > state["hints"].get(key, 0) + 1:
                    state["hints"][key] = result.hint_from - 1


def _split(root: Path, name: str) -> tuple[Chapter, Exercise]:
    wanted_chapter, slash, wanted_exercise = name.partition("/")
    if not slash:
        message = f"say CH/EXERCISE, for example ch04/conv2d, not '{name}'"
        raise UsageError(message)
    chapter = find_chapter(root, wanted_chapter)
    return chapter, find_exercise(chapter, wanted_exercise)


def _lesson(chapter: Chapter) -> Path:
    return _near(chapter.stubs / "README.md")


def _near(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _console() -> Console:
    from rich.console import Console

    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return Console(width=width, highlight=False, soft_wrap=False)


PLAIN_WIDTH = 80

"""A learner's kit: it grades without a reference, and holds no line of a solution."""

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from workbook.authoring import kit as making
from workbook.catalog import chapters, find_chapter
from workbook.course import Course
from workbook.errors import UsageError
from workbook.grading import Options, grading

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = tempfile.TemporaryDirectory()  # goes when the tests are over


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A kit of the mini course."""
    out = tmp_path_factory.mktemp("kit") / "kit"
    making.make_kit([find_chapter(ROOT / "tests" / "course", "1")], out)
    return out


def graded(kit, changes=(), seed=0):
    """Grade the reference's answers, with some text replaced, inside the kit."""
    answers = Path(tempfile.mkdtemp(dir=ANSWERS.name))
    for path in (ROOT / "tests" / "course" / "solutions" / "ch01_mini").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for module, old, new in changes:
            text = text.replace(old, new) if path.stem == module else text
        (answers / path.name).write_text(text, encoding="utf-8")
    course = Course(find_chapter(kit, "1"))
    with grading(course, answers, Options(seed=seed)) as opened:
        return opened.report()


def test_right_answers_get_full_marks(kit):
    report = graded(kit)

    assert report.earned == pytest.approx(report.possible)
    assert {s.status for e in report.exercises for s in e.scenarios} <= {"passed", "unavailable"}


def test_what_only_a_teacher_can_show_is_not_counted(kit):
    report = graded(kit)

    hidden = [s for e in report.exercises for s in e.scenarios if s.status == "unavailable"]
    assert hidden
    assert {s.message for s in hidden} == {"this mistake is shown by your teacher's grading only"}
    assert report.possible < 100


def test_stubs_are_not_started(kit):
    with grading(
        Course(find_chapter(kit, "1")), kit / "exercises" / "ch01_mini", Options()
    ) as opened:
        statuses = {e.status for e in opened.report().exercises}

    assert statuses == {"not_attempted"}


@pytest.mark.parametrize(
    ("name", "change"),
    {
        "one mean for all": ("vectors", "x.mean(1, keepdim=True)", "x.mean()"),
        "bias subtracted": ("layers", "+ self.bias", "- self.bias"),
        "uphill": ("training", "p.sub_(gradient, alpha=rate)", "p.add_(rate * gradient)"),
    }.items(),
)
def test_a_mistake_is_named_as_with_the_reference(kit, name, change):
    report = graded(kit, [change])

    assert name in {s.diagnosis for e in report.exercises for s in e.scenarios}


def test_the_same_verdicts_as_with_the_reference(kit):
    changes = [
        ("vectors", "x.mean(1, keepdim=True)", "x.mean(0)"),
        ("layers", "bias)", "bias * 2)"),
    ]
    recorded = graded(kit, changes)
    live = graded(ROOT / "tests" / "course", changes)

    for ours, theirs in zip(recorded.exercises, live.exercises, strict=True):
        for one, other in zip(ours.scenarios, theirs.scenarios, strict=True):
            if one.status != "unavailable" and not other.carried_forward:
                assert (one.id, one.status, one.diagnosis) == (
                    other.id,
                    other.status,
                    other.diagnosis,
                )


def test_an_error_is_not_carried_forward_but_the_teacher_s_grading_is_named(kit):
    report = graded(kit, [("vectors", "x.mean(1, keepdim=True)", "x.mean()")])

    assert not any(s.carried_forward for e in report.exercises for s in e.scenarios)
    assert any("norm_rows builds on centre" in note for note in report.notes)


def test_another_seed_is_refused(kit):
    with pytest.raises(UsageError, match="grades with seed 0 only"):
        graded(kit, seed=1)


def test_an_existing_directory_is_not_overwritten(kit):
    with pytest.raises(UsageError, match="is there already"):
        making.make_kit([find_chapter(ROOT / "tests" / "course", "1")], kit)


def test_the_commands_work_inside_it(kit):
    """With the tool that the kit itself brings."""

    def workbook(*arguments):
        command = [sys.executable, "-P", "-m", "workbook", *arguments]
        environment = {"PYTHONPATH": str(ROOT), "WORKBOOK_ROOT": str(kit), "PATH": ""}
        return subprocess.run(
            command, cwd=kit, capture_output=True, text=True, check=True, env=environment
        ).stdout

    stub = kit / "exercises" / "ch01_mini" / "vectors.py"
    pristine = stub.read_text(encoding="utf-8")
    stub.write_text(pristine.replace("def centre", "def center"), encoding="utf-8")

    assert "not started" in workbook("grade", "1", "--json", "report.json")
    assert json.loads((kit / "report.json").read_text())["points"]["earned"] == 0
    assert "Hint 1" in workbook("hint", "1/centre")
    workbook("reset", "1/centre")
    assert "def centre" in stub.read_text(encoding="utf-8")


def test_a_zip_holds_the_same_files(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "record_chapter", lambda _: {})
    chapter = find_chapter(ROOT / "tests" / "course", "1")

    making.make_kit([chapter], tmp_path / "kit")
    making.make_kit([chapter], tmp_path / "kit.zip")

    there = {p.relative_to(tmp_path).as_posix() for p in (tmp_path / "kit").rglob("*.*")}
    with zipfile.ZipFile(tmp_path / "kit.zip") as packed:
        assert there <= {name.rstrip("/") for name in packed.namelist()}


def shipped_texts(kit):
    """Every file in a kit, as text; records are read as bytes are."""
    for path in sorted(kit.rglob("*")):
        if path.is_file():
            yield path.relative_to(kit).as_posix(), path.read_bytes().decode("latin-1")


def leaks(leaking, kit, course):
    """Return what of the solutions stands in the kit, as (secret's file, kit's file, what)."""
    texts = dict(shipped_texts(kit))
    shipped = {
        name: (leaking.runs(t), leaking.long_lines(t))
        for name, t in texts.items()
        if not name.endswith(".frame")
    }
    for chapter in course:
        for module, some_runs, some_lines in leaking.secrets(chapter):
            for name, (their_runs, their_lines) in shipped.items():
                if name.endswith("specimens.py"):
                    continue  # public, and a right check may hold a right specimen
                if chapter.name in name or name.startswith("workbook/"):
                    yield from ((module, name, " ".join(run)) for run in some_runs & their_runs)
                    yield from ((module, name, line) for line in some_lines & their_lines)
            for name, text in texts.items():
                if name.endswith(".frame"):
                    yield from ((module, name, line) for line in some_lines if line in text)


def test_no_line_of_a_solution_is_in_a_kit(leaking, tmp_path, monkeypatch):
    """Of the whole course; only the recording, which holds no code, is left out."""
    monkeypatch.setattr(making, "record_chapter", lambda _: {})
    course = chapters(ROOT)
    making.make_kit(course, tmp_path / "kit")

    assert [*leaks(leaking, tmp_path / "kit", course)] == []
    assert not (tmp_path / "kit" / "solutions").exists()


def test_no_line_of_a_solution_is_in_a_recording(leaking, kit):
    assert [*leaks(leaking, kit, [find_chapter(ROOT / "tests" / "course", "1")])] == []


def test_the_search_for_leaks_finds_one(leaking, tmp_path):
    course = find_chapter(ROOT / "tests" / "course", "1")
    answer = (course.solutions / "vectors.py").read_text(encoding="utf-8")
    leaky = tmp_path / "exercises" / "ch01_mini"
    leaky.mkdir(parents=True)
    (leaky / "notes.py").write_text(answer, encoding="utf-8")

    assert [*leaks(leaking, tmp_path, [course])]

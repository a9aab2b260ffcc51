"""A class is graded once and remembered; one submission costs no other anything."""

from __future__ import annotations

import os
import signal
import stat

import pytest

from workbook.classroom import examiner, jobs
from workbook.classroom.bundle import Bundle
from workbook.classroom.examiner import Examiner
from workbook.classroom.journal import Circumstances, Journal
from workbook.classroom.progress import Progress
from workbook.grading import Options

KILLS_ITS_JOB = (
    "means = x.mean(1",
    "import os, signal; os.kill(os.getppid(), signal.{})\n    means = x.mean(1",
)


def killing(how):
    """Return an edit of the reference that signals the process above the worker's."""
    old, new = KILLS_ITS_JOB
    return old, new.format(how)


def test_a_class_is_graded(handed, grade):
    handed.solve("alice")
    handed.single("bob/vectors.py", "x.mean(1, keepdim=True)", "x.mean()")
    handed.write("carol/vectors.py", b"\xff\xfe")
    handed.write("dave/vectors.py", "def centre(:\n")

    graded = grade()

    assert graded.code == 0, graded.err
    assert graded.marks == {
        "alice": 100.0,
        "bob": 24.0,
        "carol": "vectors.py is not a text file in UTF-8",
        "dave": 0.0,
    }
    assert "isolation process" in graded.out
    assert "3 graded, 1 unreadable" in graded.out


def test_a_zip_gives_the_same_marks(handed, grade, tmp_path):
    handed.solve("alice")
    handed.single("bob/vectors.py", "x.mean(1, keepdim=True)", "x.mean()")
    first = grade("--seed", 1).lines

    again = grade(submitted=handed.zipped(tmp_path / "class.zip"))

    assert again.lines == first
    assert "2 from the journal" in again.out


def test_what_is_in_the_journal_is_not_graded_again(handed, grade):
    handed.solve("alice")
    first = grade()
    handed.solve("bob")

    second = grade()

    assert "1 from the journal, 1 graded" in second.out
    assert second.lines["alice"] == first.lines["alice"]
    assert second.gradings == [1, 1]


def test_nothing_is_opened_when_nothing_is_missing(handed, grade, monkeypatch):
    handed.solve("alice")
    grade()
    monkeypatch.delattr(Examiner, "prepare")

    assert grade().code == 0


def test_the_same_files_are_graded_once(handed, grade):
    handed.solve("alice", "same")
    handed.solve("bob", "same")

    graded = grade()

    assert graded.gradings == [1]
    assert graded.marks == {"alice": 100.0, "bob": 100.0}


def test_a_changed_submission_is_graded_again(handed, grade):
    handed.solve("alice")
    handed.solve("bob")
    grade()
    handed.single("alice/vectors.py", "x.mean(1, keepdim=True)", "x.mean()")

    graded = grade()

    assert "1 graded" in graded.out
    assert graded.marks == {"alice": 84.0, "bob": 100.0}


def test_a_changed_grader_grades_again(handed, course, grade):
    handed.solve("alice")
    grade()
    course.edit("graders/ch01_mini/test_training.py", "timeout=1.0", "timeout=2.0")

    graded = grade()

    assert "1 graded" in graded.out
    assert graded.gradings == [1, 1]


def test_a_changed_reference_grades_again(handed, course, grade):
    handed.solve("alice")
    grade()
    course.edit("solutions/ch01_mini/vectors.py", '"""Vectors."""', '"""Rows."""')

    assert "1 graded" in grade().out


def test_another_seed_grades_again_and_stays(handed, grade):
    handed.solve("alice")
    grade()

    assert "1 graded" in grade("--seed", 7).out
    assert "1 from the journal" in grade().out
    assert grade().lines["alice"]["report"]["seed"] == 7


def test_a_seed_that_nobody_gave_is_drawn_and_kept(handed, grade):
    handed.solve("alice")

    seed = grade().lines["alice"]["report"]["seed"]

    assert seed.bit_length() > 200
    assert grade("--force").lines["alice"]["report"]["seed"] == seed


def test_force_grades_again(handed, grade):
    handed.solve("alice")
    grade()

    graded = grade("--force")

    assert "1 graded" in graded.out
    assert graded.gradings == [2]


def test_students_who_are_gone_are_not_in_the_results(handed, grade):
    handed.solve("alice")
    path = handed.single("bob.py")
    grade()
    path.unlink()

    assert list(grade().marks) == ["alice"]


def test_one_and_two_jobs_give_the_same_bytes(handed, grade, course, monkeypatch):
    for number in range(6):
        edit = ("x.mean(1, keepdim=True)", "x.mean()") if number % 2 else ("", "")
        handed.single(f"s{number}.py", *edit)
    handed.write("s9.py", b"")

    def written(*options, **how):
        results = grade("--seed", 3, *options, **how).results
        files = [results / "results.csv", results / "results.jsonl"]
        return [path.read_bytes() for path in (*files, *sorted((results / "feedback").iterdir()))]

    one = written()
    two = written("--force", jobs=2)

    assert one == two
    assert len(one) == 2 + 7


# ── jobs ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 2])
def test_a_job_that_dies_is_replaced_and_the_class_goes_on(handed, grade, count):
    handed.single("a.py")
    handed.single("b.py", *killing("SIGKILL"))
    handed.single("c.py")

    graded = grade(jobs=count)

    assert graded.code == 0, graded.err
    assert graded.marks == {
        "a": 40.0,
        "b": "grading it ended the job that graded it; it was tried twice, the second time alone",
        "c": 40.0,
    }
    assert sorted(graded.gradings) == [1, 1, 2]
    assert graded.lines["b"]["status"] == "failed"
    assert "1 failed" in graded.out


def test_a_failed_submission_is_not_tried_a_third_time(handed, grade):
    handed.single("b.py", *killing("SIGKILL"))
    grade()

    assert grade().gradings == [2]


def test_a_job_that_hangs_is_ended(course, monkeypatch):
    monkeypatch.setattr(examiner, "GRACE", 0.2)
    monkeypatch.setattr(examiner, "PATIENCE", 0.0)
    text = (course.solutions / "vectors.py").read_text(encoding="utf-8")
    bundle = Bundle((("v.py", text.replace(*killing("SIGSTOP")).encode()),))
    prepared = Examiner(course.chapter, Options(isolation="process", secret=True))
    prepared.prepare()

    with jobs.LocalPool(prepared, 1) as pool:
        pool.give("key", bundle)
        answer = pool.take()

    assert answer == ("key", jobs.HUNG)


def test_a_job_that_died_while_idle_is_replaced(course):
    text = (course.solutions / "vectors.py").read_bytes()
    bundle = Bundle((("v.py", text),))
    prepared = Examiner(course.chapter, Options(isolation="process", secret=True))
    prepared.prepare()

    with jobs.LocalPool(prepared, 1) as pool:
        pool.give("one", bundle)
        pool.take()
        (job,) = pool._idle
        os.kill(job._pid, signal.SIGKILL)
        os.waitid(os.P_PID, job._pid, os.WEXITED | os.WNOWAIT)
        pool.give("two", bundle)
        key, answer = pool.take()

    assert (key, answer["status"]) == ("two", "graded")


def test_what_stops_the_grader_itself_is_one_submission_s_trouble(handed, grade, monkeypatch):
    real = Examiner.grade_sources

    def stumbles(self, sources, where, exercises=()):
        if "stumble" in next(iter(sources.modules.values())).text:
            raise ZeroDivisionError
        return real(self, sources, where, exercises)

    monkeypatch.setattr(Examiner, "grade_sources", stumbles)
    handed.single("a.py")
    handed.write("b.py", "# stumble\n")

    graded = grade()

    assert graded.marks["a"] == 40.0
    assert graded.marks["b"].startswith("grading it failed (ZeroDivisionError); it was tried twice")


def test_a_broken_course_is_exit_3(handed, course, grade):
    handed.solve("alice")
    course.edit("solutions/ch01_mini/vectors.py", "return x - means", "return 1 / 0")

    graded = grade()

    assert graded.code == 3
    assert graded.err.startswith("workbook: the reference fails ch01/centre/values[tall]: ")


def test_a_variant_that_cannot_be_made_is_exit_3(handed, course, grade):
    """What is found only in a job ends the run in the same way."""
    handed.single("a.py", "x.mean(1, keepdim=True)", "2 * x.mean(1, keepdim=True)")
    course.edit(
        "solutions/ch01_mini/misconceptions.toml", 'replace = "centred = centre(x)"',
        'replace = "nowhere"',
    )  # fmt: skip

    assert grade().code == 3


# ── stopping, refusing, keeping secrets ────────────────────────────────────────────────────────


def test_ctrl_c_stops_and_the_same_command_goes_on(handed, grade, monkeypatch):
    for number in range(5):
        handed.single(f"s{number}.py")
    tell = Progress.tell

    def interrupted(self, what):
        tell(self, what)
        if self.done == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Progress, "tell", interrupted)
        stopped = grade()
    resumed = grade()

    assert stopped.code == 130
    assert stopped.err.endswith(
        "workbook: stopped; what is graded is kept, and the same command goes on from there\n"
    )
    assert "2 from the journal" in resumed.out
    assert resumed.gradings == [1] * 5


WRONG = {  # arguments → the one line on stderr
    "class grade nowhere --assignment 1": "the submissions nowhere are not there",
    "class grade . --assignment 7": "there is no chapter '7'. Chapters: ch01.",
    "class grade .": "Missing option '--assignment'",
    "class grade . --assignment 1 --jobs 0": "Invalid value for '--jobs'",
    "class grade . --assignment 1 --isolation none": "Invalid value for '--isolation'",
    "class grade . --assignment 1 --jobs 2 --scheduler x": "say one of them",
    "class grade . --assignment 1 --out ./results": "nothing is written there",
    "class grade ../submitted --assignment 1 --journal ../submitted/j": "nothing is written there",
    "class report": "say which class with --assignment; graded so far: none",
    "class report --assignment 1": "`workbook class grade` makes it",
    "class export --format excel": "Invalid value for '--format'",
    "class explain alice": "Missing argument 'EXERCISE'",
    "class nothing": "No such command 'nothing'",
}


@pytest.mark.parametrize(("arguments", "told"), WRONG.items(), ids=WRONG)
def test_bad_input_is_one_line_on_stderr_and_exit_2(handed, run_workbook, arguments, told):
    code, _, err = run_workbook(*arguments.split())

    assert code == 2
    assert err.startswith("workbook: ")
    assert told in err
    assert err.count("\n") == 1


def test_a_second_run_on_the_same_journal_is_refused(handed, course, grade, monkeypatch):
    monkeypatch.setattr("workbook.classroom.journal.LOCK_SECONDS", 0.0)
    handed.solve("alice")
    path = course.root / ".workbook" / "class" / "ch01.sqlite"

    with Journal(path) as journal:
        journal.lock()
        graded = grade()

    assert graded.code == 2
    assert "another run is grading into" in graded.err


def test_nothing_is_written_among_the_submissions(handed, grade):
    handed.solve("alice")
    handed.single("bob.py")

    def state():
        found = sorted(handed.root.rglob("*"))
        return [(path, path.stat().st_mtime_ns, path.stat().st_ino) for path in found]

    before = state()
    grade()

    assert state() == before


def test_the_journal_and_the_results_are_for_their_owner_only(handed, course, grade):
    handed.solve("alice")

    results = grade().results

    journal = course.root / ".workbook" / "class" / "ch01.sqlite"
    for path in (journal, results / "results.jsonl", results / "feedback" / "alice.html"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_key_of_a_verdict_knows_every_circumstance():
    facts = {
        "chapter": "a",
        "seed": 1,
        "course": "b",
        "torch": "c",
        "device": "d",
        "isolation": "e",
    }
    keys = {Circumstances(**facts).key("x"), Circumstances(**facts).key("y")}
    for name in facts:
        changed = facts | {name: 2 if name == "seed" else "changed"}
        keys.add(Circumstances(**changed).key("x"))

    assert len(keys) == 2 + len(facts)


def test_namespaces_are_the_default(handed, grade, run_workbook, monkeypatch):
    """Where they cannot be had, nothing is graded below them."""
    handed.solve("alice")
    message = "no namespaces here"

    def refuse(_):
        from workbook.errors import UsageError

        raise UsageError(message)

    monkeypatch.setattr("workbook.grading.open_cells", refuse)

    code, out, err = run_workbook("class", "grade", handed.root, "--assignment", "1")

    assert (code, err) == (2, f"workbook: {message}\n")
    assert "isolation namespaces" in out

"""The tables and pages: complete, harmless whatever stands in them, and without secrets."""

from __future__ import annotations

import csv
import html
import json
import re
from html.parser import HTMLParser

import pytest

from workbook.classroom.text import cell, clean, file_name

HOSTILE = '=cmd|" /C calc"!A0 <script>alert(1)</script>\x1b[31m\u202e'


@pytest.fixture
def graded(handed, grade):
    """A class with one of everything."""
    handed.solve("alice")
    handed.single("bob/vectors.py", "x.mean(1, keepdim=True)", "x.mean()")
    handed.single("carol/vectors.py", "import torch\n", "import torch\nimport gc\n")
    handed.write("dave/vectors.py", b"")
    handed.write(f"{HOSTILE.replace('/', '')}/vectors.py", "raise ValueError('<img src=x>')\n")
    return grade("--seed", 1234567891234)


def rows(graded):
    """Read results.csv."""
    text = (graded.results / "results.csv").read_text(encoding="utf-8")
    return {row["student"]: row for row in csv.DictReader(text.splitlines())}


def test_the_table_has_a_row_for_each_student(graded):
    table = rows(graded)

    assert list(table["alice"]) == [
        "student", "earned", "possible", "percent", "centre", "norm_rows", "Affine", "descend",
        "running_mean", "check_double", "line", "status", "flags", "reason",
    ]  # fmt: skip
    assert table["alice"]["earned"] == "100"
    assert table["bob"]["centre"] == "4"
    assert table["bob"]["percent"] == "24"
    assert table["carol"]["flags"] == "`gc` at vectors.py:4 (centre, norm_rows)"
    assert table["dave"]["status"] == "unreadable"
    assert table["dave"]["reason"] == "vectors.py is empty"
    assert table["dave"]["possible"] == "100"


def test_no_cell_is_a_formula(graded):
    text = (graded.results / "results.csv").read_text(encoding="utf-8")

    assert not re.search(r"(^|,)\"?[=+@-]", text, re.MULTILINE)
    assert "\x1b" not in text


def test_the_lines_hold_the_contract_s_report(graded):
    report = graded.lines["bob"]["report"]

    assert report["format"] == 1
    assert report["isolation"] == "process"
    assert [e["id"] for e in report["exercises"]][:2] == ["centre", "norm_rows"]
    assert graded.lines["dave"] == {
        "student": "dave",
        "status": "unreadable",
        "reason": "vectors.py is empty",
        "report": None,
    }


class Tags(HTMLParser):
    """Collects what could ask the network or run."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append(tag)
        self.found += [
            f"{name}={value}"
            for name, value in attributes
            if name.startswith("on") or name in {"src", "style"} or "//" in (value or "")
        ]


def pages(graded):
    """Return every page that was written."""
    found = [*graded.results.rglob("*.html")]
    return {path.name: path.read_text(encoding="utf-8") for path in found}


def test_no_page_asks_the_network_or_runs_anything(graded):
    for text in pages(graded).values():
        tags = Tags()
        tags.feed(text)
        assert not {"script", "img", "iframe", "link", "object", "form"} & set(tags.found)
        assert not [found for found in tags.found if "=" in found]
        assert "default-src 'none'" in html.unescape(text)
        assert "unsafe" not in text
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_the_seed_is_on_no_page(graded):
    assert graded.lines["alice"]["report"]["seed"] == 1234567891234
    assert all("1234567891234" not in text for text in pages(graded).values())


def test_a_student_s_page_says_what_went_wrong(graded):
    page = pages(graded)["bob.html"]

    assert "24 / 100" in page
    assert "Each row has a mean of its own." in page
    assert "one mean for all" in page
    assert not any(name in page for name in ("alice", "carol", "dave"))


def test_a_student_who_could_not_be_read_has_a_page(graded):
    page = pages(graded)["dave.html"]

    assert "could not be graded" in page
    assert "vectors.py is empty" in page


def test_the_dashboard_shows_the_class(graded):
    page = graded.page

    assert "<b>5</b>" in page
    assert "one mean for all" in page
    assert 'href="feedback/carol.html"' in page
    assert "vectors.py is empty" in page
    links = re.findall(r'href="([^"]+)"', page)
    assert all((graded.results / link).exists() for link in links)


def test_report_writes_the_same_again(graded, run_workbook):
    before = pages(graded)
    table = rows(graded)
    for path in graded.results.rglob("*.*"):
        path.unlink()

    code, out, _ = run_workbook("class", "report")

    assert code == 0
    assert "4 graded, 1 unreadable" in out
    assert pages(graded) == before
    assert rows(graded) == table


def test_outputs_go_where_they_are_asked_for(handed, grade, tmp_path):
    handed.single("bob.py")

    graded = grade("--out", tmp_path / "elsewhere")

    assert graded.code == 0
    assert {p.name for p in (tmp_path / "elsewhere").iterdir()} == {
        "results.csv", "results.jsonl", "dashboard.html", "feedback",
    }  # fmt: skip


# ── exports ────────────────────────────────────────────────────────────────────────────────────


def exported(run_workbook, *options):
    """Export to standard output and read it."""
    code, out, err = run_workbook("class", "export", *options)
    assert code == 0, err
    return list(csv.reader(out.splitlines()))


def test_canvas_gets_its_columns(handed, grade, run_workbook):
    handed.single("doejane_12345_678910_vectors.py")
    handed.single("login.py")
    grade()

    table = exported(run_workbook, "--format", "canvas", "--column", "Homework 1 (777)")

    assert table == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework 1 (777)"],
        ["    Points Possible", "", "", "", "", "100"],
        ["doejane", "12345", "", "", "", "40"],
        ["login", "", "", "login", "", "40"],
    ]


def test_moodle_gets_its_columns(handed, grade, run_workbook):
    handed.single("Jane Doe_1234567_assignsubmission_file_/vectors.py")
    handed.write("John Roe_1234568_assignsubmission_file_/vectors.py", b"")
    grade()

    header, jane, john = exported(run_workbook, "--format", "moodle")

    assert header[:5] == ["Identifier", "Full name", "Email address", "Status", "Grade"]
    assert jane[:6] == ["Participant 1234567", "Jane Doe", "", "", "40", "100"]
    assert jane[-1] == "2 of 7 exercises passed"
    assert john[:6] == ["Participant 1234568", "John Roe", "", "", "0", "100"]
    assert john[-1] == "vectors.py is empty"


def test_plain_marks_can_be_written_to_a_file(handed, course, grade, run_workbook):
    handed.single("alice.py")
    grade()

    code, out, _ = run_workbook("class", "export", "--format", "csv", "--out", "marks.csv")

    assert (code, out) == (0, "written: marks.csv\n")
    text = (course.root / "marks.csv").read_text(encoding="utf-8")
    assert text == "student,earned,possible,percent\nalice,40,100,40\n"


# ── explaining ─────────────────────────────────────────────────────────────────────────────────


def test_explain_shows_one_verdict_in_full(graded, run_workbook):
    code, out, err = run_workbook("class", "explain", "bob", "centre")

    assert code == 0, err
    assert "Each row has a mean of its own." in out
    assert "4 / 20" in out
    told = graded.lines["bob"]["report"]["exercises"][0]["scenarios"][0]["message"]
    assert told[:40] in " ".join(out.split())
    assert "changed" not in out


def test_explain_says_what_has_changed(graded, handed, course, run_workbook):
    handed.single("bob/vectors.py")
    changed = run_workbook("class", "explain", "bob", "1")[1]
    course.edit("graders/ch01_mini/test_training.py", "timeout=1.0", "timeout=2.0")

    assert "the submission has changed since this class was graded" in changed
    assert "the course has changed" in run_workbook("class", "explain", "alice", "1")[1]


def test_explain_names_what_it_does_not_find(graded, run_workbook):
    assert run_workbook("class", "explain", "bub", "1")[2].endswith("Did you mean 'bob'?\n")
    assert "Did you mean 'centre'?" in run_workbook("class", "explain", "bob", "center")[2]
    assert run_workbook("class", "explain", "dave", "1")[2] == (
        "workbook: dave: vectors.py is empty\n"
    )


# ── texts ──────────────────────────────────────────────────────────────────────────────────────


def test_texts_are_cut():
    assert len(clean("x" * 1000)) == 500
    assert clean("x" * 500) == "x" * 500


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x"])
def test_a_cell_that_begins_like_a_formula_is_escaped(text):
    assert cell(text) == f"'{text}"


def test_different_students_have_different_files():
    names = ["alice", "Alice", "../alice", "alice ", "..", "", "é", "x" * 300, "x" * 301]

    files = [file_name(name) for name in names]

    assert len(set(files)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", name) for name in files)


def test_json_lines_are_json(graded):
    for line in (graded.results / "results.jsonl").read_text(encoding="utf-8").splitlines():
        json.loads(line)

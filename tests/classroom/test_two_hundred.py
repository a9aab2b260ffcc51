"""A class of two hundred, graded by one command at level ``namespaces``: to each what is deserved.

What a submission deserves follows from how it was made and from the points in ``chapter.toml``;
nothing of it is asked of the grader.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import workbook
from workbook.errors import UsageError
from workbook.isolation.cells import open_cells

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")

STUDENTS = 200
KINDS = {  # how many of each
    "right": 40,
    "partly": 60,
    "unchecked": 10,
    "wrong": 20,
    "stub": 20,
    "syntax": 10,
    "encoding": 8,
    "empty": 4,
    "hollow": 4,
    "no_notebook": 4,
    "exits": 6,
    "loops": 4,
    "forks": 4,
    "reads": 6,
}
UNREADABLE = {"encoding", "no_notebook"}
HOMES = {  # exercise → where its code stands
    "centre": "vectors",
    "norm_rows": "vectors",
    "Affine": "layers",
    "descend": "training",
    "line": "training",
    "running_mean": "mending",
    "check_double": "checking",
}
WRONG = {  # module → what is replaced, so that no scenario of it can pass
    "vectors": [
        ("x.dim() != 2", "x.dim() == 9"),
        ("return x - means", "return 3 * x"),
        ("return centred / lengths", "return 5 + x * x * x"),
    ],
    "layers": [
        ("zeros(outputs, inputs)", "zeros(outputs, inputs + 1)"),
        ("return x @ self.weight.T", "return x @ self.weight[:, 1:].T.exp()"),
    ],
    "training": [
        ("alpha=rate)", "alpha=7 + rate)"),
        ("slope, y.mean()", "3 * slope, y.max()"),
        ("line[0] * x + line[1]", "line[0] * x * x"),
    ],
    "mending": [("mean / (1 - decay**step)", "value * value - 5")],
    "checking": [("return torch.equal(candidate(x), x + x)", "return False")],
}
HOSTILE = {  # kind → the exercise, the line before which it stands, and what is done there
    "exits": ("Affine", "self.weight = nn", "__import__('os')._exit(0)"),
    "loops": ("descend", "return p.sub_", "while True: pass"),
    "forks": ("running_mean", "mean, means = ", "__import__('os').fork()"),
    "reads": ("check_double", "x = torch.tensor([-1.25", "print(open({solution!r}).read())"),
}


@dataclass(frozen=True)
class Submission:
    """What one student hands in, and the marks that it deserves."""

    student: str
    kind: str
    files: dict[str, str | bytes]
    deserved: float


@pytest.fixture
def quick(course):
    """The mini course, with a short limit where a hostile submission loops."""
    course.edit("graders/ch01_mini/test_training.py", "timeout=1.0", "timeout=0.2")
    return course


@pytest.fixture
def pupils(quick) -> list[Submission]:
    """The class."""
    made = list(Makers(quick).all())
    assert len(made) == STUDENTS
    return made


class Makers:
    """Makes submissions of every kind."""

    def __init__(self, course) -> None:
        self._solutions = course.solutions
        self._right = self._texts(course.solutions)
        self._stubs = self._texts(course.answers)
        graders = course.graders / "chapter.toml"
        exercises = tomllib.loads(graders.read_text(encoding="utf-8"))["exercise"]
        self._points = {exercise["id"]: exercise["points"] for exercise in exercises}
        masks = itertools.product([True, False], repeat=len(HOMES))
        some = [dict(zip(HOMES, mask, strict=True)) for mask in masks]
        self._some = itertools.cycle(mask for mask in some if len(set(mask.values())) == 2)

    def all(self) -> Iterator[Submission]:
        """Make all of them."""
        for kind, count in KINDS.items():
            for number in range(count):
                student = f"{kind}{number:03}"
                files, deserved = self._make(kind, number)
                yield Submission(student, kind, self._marked(files, student), deserved)

    def _make(self, kind: str, number: int) -> tuple[dict[str, str | bytes], float]:
        if kind in HOSTILE:
            return self._hostile(kind)
        return getattr(self, f"_make_{kind}")(number)

    def _make_right(self, number: int):
        form = ("modules", "file", "notebook")[number % 3]
        if form == "modules":
            return dict(self._right), 100.0
        whole = "\n\n".join(self._right.values())
        if form == "file":
            return {"answers.py": whole}, 100.0
        return {"answers.ipynb": notebook(whole)}, 100.0

    def _make_partly(self, _number: int):
        """Some exercises are answered; what builds on a missing one still has its points."""
        mask = next(self._some)
        files = {}
        for module in self._right:
            mine = [exercise for exercise, home in HOMES.items() if home == module]
            done = [exercise for exercise in mine if mask[exercise]]
            files[module + ".py"] = self._mixed(module, done)
        return files, float(sum(self._points[name] for name, done in mask.items() if done))

    def _make_unchecked(self, _number: int):
        """A matrix is not asked for: one of the five parts of ``centre``."""
        edited = self._right["vectors"].replace("x.dim() != 2", "x.dim() == 9")
        return self._right | {"vectors": edited}, 100 - self._points["centre"] / 5

    def _make_wrong(self, _number: int):
        files = dict(self._right)
        for module, changes in WRONG.items():
            for old, new in changes:
                assert files[module].count(old) == 1, old
                files[module] = files[module].replace(old, new)
        return files, 0.0

    def _make_stub(self, _number: int):
        return dict(self._stubs), 0.0

    def _make_syntax(self, number: int):
        """What cannot be read as Python earns nothing; the other modules count."""
        module = list(self._right)[number % len(self._right)]
        lost = sum(self._points[name] for name, home in HOMES.items() if home == module)
        return self._right | {module: self._right[module] + "\ndef ((:\n"}, 100.0 - lost

    def _make_encoding(self, _number: int):
        broken = self._right["layers"].encode() + b"\n# caf\xe9\n"
        return self._right | {"layers": broken}, 0.0

    def _make_empty(self, _number: int):
        return {"vectors": ""}, 0.0

    def _make_hollow(self, _number: int):
        return {"answers.ipynb": notebook("# nothing yet")}, 0.0

    def _make_no_notebook(self, number: int):
        return {"answers.ipynb": '{"cells": [' + "[" * number}, 0.0

    def _hostile(self, kind: str):
        exercise, before, deed = HOSTILE[kind]
        module = HOMES[exercise]
        deed = deed.format(solution=str(self._solutions / "checking.py"))
        text = self._right[module]
        assert text.count(before) == 1, before
        edited = text.replace(before, f"{deed}\n{indent(text, before)}{before}")
        return self._right | {module: edited}, 100.0 - self._points[exercise]

    def _mixed(self, module: str, done: list[str]) -> str:
        """Take the reference for some exercises of a module and the stub for the others."""
        names = {"line": ["fit_line", "predict"]}
        taken = [name for exercise in done for name in names.get(exercise, [exercise])]
        parts = [*definitions(self._stubs[module]).items()]
        right = definitions(self._right[module])
        return "\n\n".join(right[name] if name in taken else text for name, text in parts)

    def _marked(self, files: dict[str, str | bytes], student: str) -> dict[str, str | bytes]:
        """Add a comment, so that no two submissions share a verdict."""
        named = {name if "." in name else f"{name}.py": text for name, text in files.items()}
        return {name: marked(name, text, student) for name, text in named.items()}

    def _texts(self, folder: Path) -> dict[str, str]:
        return {
            module: (folder / f"{module}.py").read_text(encoding="utf-8")
            for module in ("vectors", "layers", "training", "mending", "checking")
        }


def definitions(text: str) -> dict[str, str]:
    """Split a module at its definitions; what is before them is ``head``."""
    parts = {"head": ""}
    name = "head"
    for line in text.splitlines(keepends=True):
        if line.startswith(("def ", "class ")):
            name = line.split()[1].partition("(")[0]
        parts[name] = parts.get(name, "") + line
    return parts


def indent(text: str, part: str) -> str:
    """The indentation of the line that begins with this."""
    line = next(line for line in text.splitlines() if line.lstrip().startswith(part))
    return line[: len(line) - len(line.lstrip())]


def notebook(text: str) -> str:
    """A notebook of one cell."""
    cell = {"cell_type": "code", "source": text, "metadata": {}, "outputs": []}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


def marked(name: str, text: str | bytes, student: str) -> str | bytes:
    """Say in a comment whose it is."""
    if isinstance(text, bytes):
        return text + f"# {student}\n".encode()
    if name.endswith(".py"):
        return f"{text}\n# {student}\n"
    if not text.endswith("}"):  # no notebook
        return text
    told = json.loads(text)
    told["cells"][0]["source"] += f"\n# {student}\n"
    return json.dumps(told)


def hand_in(root: Path, submission: Submission) -> None:
    """Write a submission's files."""
    for name, content in submission.files.items():
        path = root / submission.student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_two_hundred_submissions_get_the_marks_that_each_deserves(quick, pupils, handed):
    try:
        with open_cells(quick.chapter):
            pass
    except UsageError as refused:
        pytest.skip(str(refused))
    for submission in pupils:
        hand_in(handed.root, submission)

    done = subprocess.run(
        [sys.executable, "-m", "workbook", "class", "grade", handed.root, "--assignment", "ch01"],
        env={
            **os.environ,
            "WORKBOOK_ROOT": str(quick.root),
            "PYTHONPATH": str(Path(workbook.__file__).parent.parent),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "isolation namespaces" in done.stdout
    with (quick.root / "results" / "ch01" / "results.csv").open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    earned = {student: float(row["earned"]) for student, row in rows.items()}
    assert earned == {s.student: pytest.approx(s.deserved, abs=1e-4) for s in pupils}
    refused = {student for student, row in rows.items() if row["status"] == "unreadable"}
    assert refused == {s.student for s in pupils if s.kind in UNREADABLE}

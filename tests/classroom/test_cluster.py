"""Grading on a Dask cluster: real processes on the loopback, one of them killed in the middle."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import workbook

pytest.importorskip("distributed")

STUDENTS = 24
WHERE = {"PYTHONPATH": str(Path(workbook.__file__).parent.parent)}


class Cluster:
    """A scheduler and some workers."""

    def __init__(self, folder, root):
        self._folder = folder
        self._environment = {**os.environ, **WHERE, "WORKBOOK_ROOT": str(root)}
        self.processes = []
        self._file = folder / "scheduler.json"
        self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show",
            "--scheduler-file", self._file,
        )  # fmt: skip
        while not self._file.exists() or not self._file.read_text(encoding="utf-8"):
            assert self.processes[0].poll() is None
            time.sleep(0.01)
        self.address = json.loads(self._file.read_text(encoding="utf-8"))["address"]

    def worker(self, **environment):
        """Start one worker."""
        return self._start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--host", "127.0.0.1", "--local-directory", self._folder, **environment,
        )  # fmt: skip

    def _start(self, *words, **environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *map(str, words)],
            env={**self._environment, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def close(self):
        """End all of it."""
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(course, tmp_path):
    """A scheduler without workers."""
    made = Cluster(tmp_path, course.root)
    yield made
    made.close()


@pytest.fixture
def start(course, handed, cluster):
    """Start the command line on the cluster."""

    def start(*options):
        words = [
            "class", "grade", handed.root, "--assignment", "1", "--isolation", "process",
            "--scheduler", cluster.address, *options,
        ]  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-m", "workbook", *map(str, words)],
            env={**os.environ, **WHERE, "WORKBOOK_ROOT": str(course.root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def verdicts(path):
    """Count what is in a journal."""
    try:
        database = sqlite3.connect(path)
        try:
            return database.execute("SELECT count(*) FROM verdicts").fetchone()[0]
        finally:
            database.close()
    except sqlite3.OperationalError:
        return 0


def test_a_worker_that_is_killed_loses_nothing(handed, course, cluster, start, grade):
    for number in range(STUDENTS):
        old, new = ("x.mean(1, keepdim=True)", "x.mean()") if number % 2 else ("", "")
        handed.single(f"s{number:02}.py", old, new)
    first, _ = cluster.worker(), cluster.worker()
    journal = course.root / "cluster.sqlite"

    process = start("--seed", 5, "--journal", journal)
    while verdicts(journal) < 3 and process.poll() is None:
        time.sleep(0.01)
    first.kill()
    out, err = process.communicate()
    local = grade("--seed", 5, "--out", course.root / "local")

    assert process.returncode == 0, err
    assert "24 graded" in out
    assert "Traceback" not in err
    text = (course.root / "results" / "ch01" / "results.jsonl").read_text(encoding="utf-8")
    assert local.code == 0
    assert text == (course.root / "local" / "results.jsonl").read_text(encoding="utf-8")


def test_a_worker_with_another_version_is_an_error(handed, course, cluster, start, tmp_path):
    handed.single("a.py")
    other = tmp_path / "other"
    shutil.copytree(course.root, other)
    with (other / "graders" / "ch01_mini" / "test_layers.py").open("a", encoding="utf-8") as file:
        file.write("# newer\n")
    cluster.worker(WORKBOOK_ROOT=str(other))

    process = start()
    _, err = process.communicate()

    assert process.returncode == 2
    assert "has another version of the course" in err
    assert err.count("\n") == 1


def test_no_scheduler_is_told(handed, run_workbook, monkeypatch):
    monkeypatch.setattr("workbook.classroom.cluster.CONNECT_SECONDS", 0.2)
    handed.single("a.py")

    code, _, err = run_workbook(
        "class", "grade", handed.root, "--assignment", "1", "--isolation", "process",
        "--scheduler", "tcp://127.0.0.1:9",
    )  # fmt: skip

    assert (code, err) == (2, "workbook: no Dask scheduler answers at tcp://127.0.0.1:9\n")


def test_without_dask_one_sentence_says_what_to_do(handed, run_workbook, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    handed.single("a.py")

    code, _, err = run_workbook(
        "class", "grade", handed.root, "--assignment", "1", "--isolation", "process",
        "--scheduler", "tcp://127.0.0.1:9",
    )  # fmt: skip

    assert (code, err) == (
        2,
        "workbook: --scheduler needs Dask: pip install 'deep-learning-workbook[cluster]'\n",
    )

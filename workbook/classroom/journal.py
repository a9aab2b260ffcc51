"""The journal: every verdict, written down as soon as it is known. SQLite, one file a class.

A verdict's key is a hash of all that it depends on, so that a run that was ended at any moment is
taken up by the same command. Students are a table of their own: two with the same files share a
verdict, and a student whose files cannot be read has a trouble instead of a key.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from workbook.classroom.submissions import Student
from workbook.errors import UsageError

SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS verdicts (
    key TEXT PRIMARY KEY,
    status TEXT NOT NULL,    -- graded, unreadable, failed, or died: to be tried once more
    reason TEXT NOT NULL,
    report TEXT NOT NULL,    -- the contract's JSON, or null
    details TEXT NOT NULL,
    seconds REAL NOT NULL,
    gradings INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS students (
    student TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    number TEXT NOT NULL,
    system TEXT NOT NULL,
    late INTEGER NOT NULL,
    trouble TEXT NOT NULL,
    key TEXT
);
"""
LOCK_SECONDS = 5.0


@dataclass(frozen=True)
class Circumstances:
    """What all verdicts of a run have in common."""

    chapter: str
    seed: int
    course: str
    torch: str
    device: str
    isolation: str

    def key(self, content: str) -> str:
        """Return the key of a verdict on these contents."""
        facts = (
            content, self.chapter, self.seed, self.course, self.torch, self.device, self.isolation
        )  # fmt: skip
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass(frozen=True)
class Row:
    """A student and what is known of their submission; ``report`` is the contract's JSON."""

    student: Student
    status: str  # graded, unreadable, failed or waiting
    reason: str
    report: dict[str, Any] | None
    details: dict[str, Any]
    seconds: float


class Journal:
    """A class's journal. A context manager; nobody but its owner may read the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = -1
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._database = sqlite3.connect(path, isolation_level=None, timeout=30.0)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._database.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            message = f"the journal {path} cannot be opened: {error}"
            raise UsageError(message) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, and let others grade into it."""
        self._database.close()
        if self._lock >= 0:
            os.close(self._lock)

    def lock(self) -> None:
        """Keep other runs from grading into it; the lock ends with this process.

        Raises:
            UsageError: another run is at it.

        """
        self._lock = os.open(f"{self.path}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        until = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:  # what a killed run leaves behind is gone sooner
                    message = f"another run is grading into {self.path}"
                    raise UsageError(message) from None
                time.sleep(0.02)
            else:
                return

    def unlock_in_child(self) -> None:
        """Let go of the lock in a forked process: it is the parent's."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Write what follows at once, or not at all."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def fact(self, name: str) -> str | None:
        """Return what was noted under a name."""
        row = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def note(self, **facts: str) -> None:
        """Note facts about the run."""
        self._database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    def begin(self, students: Sequence[Student]) -> None:
        """Make these the class; nothing is known of them until their files are read."""
        with self.together():
            self._database.execute("DELETE FROM students")
            self._database.executemany(
                "INSERT INTO students VALUES (?, ?, ?, ?, ?, '', NULL)",
                ((s.id, s.name, s.number, s.system, s.late) for s in students),
            )

    def assign(self, student: str, key: str) -> None:
        """Say which verdict is a student's."""
        self._database.execute("UPDATE students SET key = ? WHERE student = ?", (key, student))

    def trouble(self, student: str, reason: str) -> None:
        """Say why a student's files cannot be read."""
        self._database.execute(
            "UPDATE students SET trouble = ? WHERE student = ?", (reason, student)
        )

    def status(self, key: str) -> str | None:
        """Return a verdict's status; nothing if there is none."""
        row = self._database.execute("SELECT status FROM verdicts WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def verdict(self, key: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return the report and the details of what was graded; nothing if it was not."""
        row = self._database.execute(
            "SELECT report, details FROM verdicts WHERE key = ? AND status = 'graded'", (key,)
        ).fetchone()
        return (json.loads(row[0]), json.loads(row[1])) if row else None

    def record(self, key: str, answer: dict[str, Any]) -> None:
        """Write a verdict down; it is on the disk when this returns."""
        self._database.execute(
            "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (key) DO UPDATE SET "
            "status = excluded.status, reason = excluded.reason, report = excluded.report, "
            "details = excluded.details, seconds = excluded.seconds, gradings = gradings + 1",
            (
                key,
                answer["status"],
                answer.get("reason", ""),
                _dumped(answer.get("report")),
                _dumped(answer.get("details", {})),
                answer.get("seconds", 0.0),
            ),
        )

    def rows(self) -> Iterator[Row]:
        """Yield every student in the order of their names, one at a time."""
        found = self._database.execute(
            "SELECT student, name, number, system, late, trouble, status, reason, report, details, "
            "seconds FROM students LEFT JOIN verdicts USING (key) ORDER BY student"
        )
        for student, name, number, system, late, trouble, status, *verdict in found:
            who = Student(student, name, number, system, bool(late))
            if trouble:
                yield Row(who, "unreadable", trouble, None, {}, 0.0)
            elif status is None:
                yield Row(who, "waiting", "it is not graded yet", None, {}, 0.0)
            else:
                reason, report, details, seconds = verdict
                told = "failed" if status == "died" else status
                yield Row(who, told, reason, json.loads(report), json.loads(details), seconds)

    def count(self) -> int:
        """Return how many students there are."""
        return self._database.execute("SELECT count(*) FROM students").fetchone()[0]

    def key_of(self, student: str) -> str | None:
        """Return the key of a student's verdict."""
        row = self._database.execute(
            "SELECT key FROM students WHERE student = ?", (student,)
        ).fetchone()
        return row[0] if row else None


def _dumped(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))

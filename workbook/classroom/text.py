"""Text that a learner or a file name brought: made harmless before it is kept or shown."""

from __future__ import annotations

import hashlib
import re

LONGEST = 500
LONGEST_FILE_NAME = 80


def clean(text: str, longest: int = LONGEST) -> str:
    r"""Drop control characters, turn all white space into single spaces, and cut.

    >>> clean("al\x1b[31mice\u202e\n  b.")
    'al[31mice b.'
    """
    spaced = " ".join(text.split())
    kept = "".join(c for c in spaced if c.isprintable())
    return kept if len(kept) <= longest else f"{kept[: longest - 1]}…"


def cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula.

    >>> cell("=1+1"), cell("alice")
    ("'=1+1", 'alice')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def file_name(student: str) -> str:
    """Return a name for a student's files: safe everywhere, and different for different students.

    >>> file_name("alice"), file_name("../alice")
    ('alice', 'alice-8be1c9b5')
    """
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "_", student)[:LONGEST_FILE_NAME].strip("_.")
    if safe and safe == student:
        return safe
    return f"{safe or 'student'}-{hashlib.sha256(student.encode()).hexdigest()[:8]}"

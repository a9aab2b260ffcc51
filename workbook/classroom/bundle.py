"""One submission's files as bytes: what is hashed, sent to a job, and graded."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from workbook.classroom.archives import Unreadable
from workbook.course import Course
from workbook.errors import UsageError
from workbook.loading import Source, Sources, notebook_code
from workbook.notebook.building import given_cells
from workbook.notebook.submitted import read_notebook

PLACE = PurePosixPath("/submission")  # no such folder: nothing on this machine is mistaken for it


@dataclass(frozen=True)
class Bundle:
    """The files (name, content) of one submission, in the order of their names."""

    files: tuple[tuple[str, bytes], ...]

    @property
    def digest(self) -> str:
        """A hash of names and contents."""
        digest = hashlib.sha256()
        for name, content in self.files:
            digest.update(f"{len(name.encode())} {len(content)} {name}".encode())
            digest.update(content)
        return digest.hexdigest()

    def sources(self, course: Course) -> Sources:
        """Return the texts of its modules; of a notebook, what counts for which exercise.

        Raises:
            Unreadable: a file is not text, or not a notebook.

        """
        texts = {name: _text(name, content) for name, content in self.files}
        if len(texts) == 1 and self.files[0][0].endswith(".ipynb"):
            ((name, text),) = texts.items()
            return _notebook(name, text, course)
        modules = {
            re.sub(r"\W", "_", PurePosixPath(name).stem): Source(text, str(PLACE / name))
            for name, text in texts.items()
        }
        return Sources(modules, single=next(iter(modules)) if len(modules) == 1 else None)

    def to_message(self) -> list[list[str]]:
        """Return it as plain data for a frame."""
        return [[name, base64.b64encode(content).decode()] for name, content in self.files]

    @classmethod
    def from_message(cls, message: Sequence[Sequence[str]]) -> Bundle:
        """Return what ``to_message`` was given."""
        return cls(tuple((name, base64.b64decode(content)) for name, content in message))


def _text(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{name} is not a text file in UTF-8"
        raise Unreadable(message) from error
    if "\0" in text:
        message = f"{name} is not a text file: it holds zero bytes"
        raise Unreadable(message)
    return text


def _notebook(name: str, text: str, course: Course) -> Sources:
    try:
        empty = not notebook_code(text).strip()
        sources = read_notebook(text, str(PLACE / name), course.chapter, given_cells(course))
    except ValueError as error:
        message = f"{name} is not a notebook of nbformat 4"
        raise Unreadable(message) from error
    except UsageError as error:
        message = f"{name}: {error}"
        raise Unreadable(message) from error
    if empty:
        message = f"{name} has no cell with code in it"
        raise Unreadable(message)
    return sources

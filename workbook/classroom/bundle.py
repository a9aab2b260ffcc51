"""One submission's files as bytes: what is hashed, sent to a job, and graded."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from workbook.classroom.archives import Unreadable
from workbook.loading import Source, Sources, notebook_code

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

    def sources(self) -> Sources:
        """Return the texts of its modules.

        Raises:
            Unreadable: a file is not text, or not a notebook.

        """
        texts = {name: _text(name, content) for name, content in self.files}
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
    return _code(name, text) if name.endswith(".ipynb") else text


def _code(name: str, text: str) -> str:
    try:
        code = notebook_code(text)
    except ValueError as error:
        message = f"{name} is not a notebook of nbformat 4"
        raise Unreadable(message) from error
    if not code.strip():
        message = f"{name} has no cell with code in it"
        raise Unreadable(message)
    return code

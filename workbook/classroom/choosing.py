"""Which of a student's files are graded: the chapter's modules, one file, or one notebook."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbook.classroom.archives import Item, Unreadable, open_zip, zip_items
from workbook.classroom.bundle import Bundle
from workbook.classroom.text import clean
from workbook.exercise import Chapter

MB = 2**20
GRADED = {".py": MB // 2, ".ipynb": 4 * MB}  # suffix → the largest file that is read
PACKED = {".zip": 8 * MB}
MOST_FILES = 64
MOST_BYTES = 8 * MB
MOST_IN_ZIP = 2_000
SHOWN = 4
A_COPY = re.compile(r"(?P<stem>.+?)(?:-\d+| ?\(\d+\))")  # how a download names the second of a name


def choose(items: Sequence[Item], chapter: Chapter) -> Bundle:
    """Read the files that count.

    Raises:
        Unreadable: there are none, or it is not clear which, or they can't be read.

    """
    files = [item for item in items if item.trouble or not item.folder]
    paths = [item.parts for item in files]
    if len(set(paths)) < len(paths):
        twice = next(item for item in files if paths.count(item.parts) > 1)
        message = f"{twice.shown} stands in the archive twice"
        raise Unreadable(message)
    graded = [item for item in files if item.suffix in GRADED]
    packed = [item for item in files if item.suffix in PACKED]
    if not graded and len(packed) == 1:
        return _choose_packed(packed[0], chapter)
    inner = [item for item in graded if chapter.name in item.parts[:-1]]
    graded = inner or graded
    if not graded:
        raise Unreadable(_nothing(files))
    modules = [item for item in graded if item.suffix == ".py"]
    notebooks = [item for item in graded if item.suffix == ".ipynb"]
    own = [item for item in modules if _module(item, chapter) in chapter.modules]
    if notebooks and not own:
        modules = [_only_notebook(notebooks, chapter)]
    elif len(modules) > 1 and not own:
        names = ", ".join(f"{module}.py" for module in chapter.modules)
        message = f"none of its files is one of the chapter's: {names} ({_listed(modules)})"
        raise Unreadable(message)
    return _read(modules, chapter)


def _choose_packed(item: Item, chapter: Chapter) -> Bundle:
    content = _content(item, PACKED[item.suffix])
    try:
        with open_zip(content) as archive:
            inner = [
                one
                for one in zip_items(archive, MOST_IN_ZIP)
                if not any(p.startswith(".") or p in {"__MACOSX", "__pycache__"} for p in one.parts)
                and one.suffix not in PACKED  # a zip in a zip is not opened
            ]
            return choose(inner, chapter)
    except Unreadable as error:
        message = f"{item.shown}: {error}"
        raise Unreadable(message) from error


def _nothing(files: Sequence[Item]) -> str:
    if not files:
        return "the submission is empty"
    troubled = next((item for item in files if item.trouble), None)
    if troubled:
        return f"{troubled.shown} {troubled.trouble}"
    return f"it holds no .py or .ipynb file ({_listed(files)})"


def _listed(items: Sequence[Item]) -> str:
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return ", ".join(clean(item.name, 60) for item in items[:SHOWN]) + more


def _only_notebook(notebooks: Sequence[Item], chapter: Chapter) -> Item:
    if len(notebooks) == 1:
        return notebooks[0]
    named = [n for n in notebooks if n.name in {f"{chapter.id}.ipynb", f"{chapter.name}.ipynb"}]
    if len(named) == 1:
        return named[0]
    message = f"it holds {len(notebooks)} notebooks, and which one counts is not clear"
    raise Unreadable(message)


def _module(item: Item, chapter: Chapter) -> str:
    """Return the module that a file is, also where a download has numbered it."""
    stem = item.name[: -len(item.suffix)]
    match = A_COPY.fullmatch(stem)
    return match["stem"] if match and match["stem"] in chapter.modules else stem


def _read(items: Sequence[Item], chapter: Chapter) -> Bundle:
    if len(items) > MOST_FILES:
        message = f"it holds more than {MOST_FILES} files of code"
        raise Unreadable(message)
    files: dict[str, bytes] = {}
    for item in items:
        content = _content(item, GRADED[item.suffix])
        name = clean(f"{_module(item, chapter)}{item.suffix}", 100)
        if files.setdefault(name, content) != content:
            message = f"it holds two different files called {name}"
            raise Unreadable(message)
        if sum(map(len, files.values())) > MOST_BYTES:
            message = f"its files are larger than {MOST_BYTES // MB} MB together"
            raise Unreadable(message)
    return Bundle(tuple(sorted(files.items())))


def _content(item: Item, limit: int) -> bytes:
    if item.trouble:
        message = f"{item.shown} {item.trouble}"
        raise Unreadable(message)
    size = f"{limit // MB} MB" if limit >= MB else f"{limit // 1024} kB"
    too_large = f"{item.shown} is larger than {size}"
    if item.size > limit:
        raise Unreadable(too_large)
    try:
        content = item.read(limit)
    except Unreadable as error:
        message = f"{item.shown} {error}"
        raise Unreadable(message) from error
    if len(content) > limit:  # its size was a lie
        raise Unreadable(too_large)
    if not content.strip():
        message = f"{item.shown} is empty"
        raise Unreadable(message)
    return content

"""Bringing the files of a data set into the cache: mirrors, checksums, consent."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from workbook.data.downloads.cache import cache_folder, expected, place, remember, state_of
from workbook.data.downloads.manifest import DataSet, File, find_data_set
from workbook.data.downloads.transfer import Resuming, TransferError
from workbook.errors import UsageError

Consent = Callable[[str], bool]


def obtain(  # noqa: PLR0913 - what is wanted, and how to get it
    name: str,
    files: Iterable[str] | None = None,
    *,
    download: bool = False,
    consent: Consent | None = None,
    timeout: float = 30.0,
    progress: bool = True,
) -> dict[str, Path]:
    """Return the files of a data set, each of which is what it should be.

    Args:
        name: of the data set, as in ``datasets/manifest.json``.
        files: which of its files; all if unsaid.
        download: whether to download those that are missing or damaged. Without it nothing is.
        consent: asked, with a question, before a file without a known checksum is used for the
            first time; unsaid, the person at the terminal is asked, and without one it is a no.
        timeout: seconds without a byte after which a server counts as stalled.
        progress: whether to draw a bar, where there is a terminal.

    Returns:
        File name → path.

    """
    data_set = find_data_set(name)
    wanted = [f for f in data_set.files if files is None or f.name in set(files)]
    states = {f.name: state_of(data_set, f) for f in wanted}
    unavailable = [f for f in wanted if states[f.name] in {"missing", "changed"}]
    if unavailable and not download:
        raise UsageError(_what_to_do(data_set, unavailable, states))
    unknown = [f for f in wanted if expected(data_set, f) is None]
    if unknown:
        _ask(data_set, unknown, consent or _ask_the_person)
    for file in unavailable:
        _fetch(data_set, file, timeout=timeout, progress=progress)
    for file in unknown:
        remember(data_set, file)
    return {f.name: place(data_set, f) for f in wanted}


def _fetch(data_set: DataSet, file: File, *, timeout: float, progress: bool) -> None:
    pooch = _pooch(data_set)
    target = place(data_set, file)
    target.parent.mkdir(parents=True, exist_ok=True)
    checksum = expected(data_set, file)
    transfer = Resuming(
        target.with_name(f"{target.name}.part"),
        verified=checksum is not None,
        size=file.size,
        timeout=timeout,
        progress=progress,
    )
    tried = []
    for address in _addresses(data_set, file):
        try:
            _retrieve(pooch, address, checksum, target, transfer)
        except TransferError as error:
            tried.append(f"{urlsplit(address).hostname or address}: {error}")
        else:
            return
    raise UsageError(_by_hand(data_set, file, tried))


def _retrieve(
    pooch: Any, address: str, checksum: str | None, target: Path, transfer: Resuming
) -> None:
    """Fetch from one address; a file put together from two halves gets a second chance as one."""
    for _ in range(2):
        try:
            pooch.retrieve(address, checksum, target.name, target.parent, downloader=transfer)
        except ValueError as error:  # `pooch` has compared the checksums, and removed the file
            if transfer.resumed:
                continue
            message = f"what arrived is another file: its {checksum} does not match"
            raise TransferError(message) from error
        else:
            return
    message = "what arrived does not match its checksum, twice"
    raise TransferError(message)


def _pooch(data_set: DataSet) -> Any:
    try:
        pooch = importlib.import_module("pooch")
    except ImportError as error:
        message = (
            f"downloading needs the package pooch, which is not installed: "
            f"`make data NAME={data_set.name}` brings it, and so does `pip install -e '.[data]'`"
        )
        raise UsageError(message) from error
    pooch.get_logger().setLevel("ERROR")  # it tells every download, and loaders print nothing
    return pooch


def _addresses(data_set: DataSet, file: File) -> list[str]:
    """Return where to look, best first: what ``WORKBOOK_MIRROR`` names comes before all others."""
    mirror = os.environ.get("WORKBOOK_MIRROR", "")
    if urlsplit(mirror).scheme in {"http", "https"}:
        base = mirror.rstrip("/")
        return [f"{base}/{data_set.name}/{file.name}", f"{base}/{file.name}", *file.urls]
    if mirror:
        folder = Path(mirror).expanduser()
        places = (folder / data_set.name / file.name, folder / file.name)
        return [*(str(path) for path in places if path.is_file()), *file.urls]
    return list(file.urls)


def _ask(data_set: DataSet, files: list[File], consent: Consent) -> None:
    names = ", ".join(file.name for file in files)
    hosts = ", ".join(dict.fromkeys(urlsplit(u).hostname or u for f in files for u in f.urls))
    question = (
        f"Nobody has confirmed a checksum of {names} ({data_set.name}), so it cannot be told "
        f"whether the file is the real one. It comes from {hosts}; its checksum is remembered, and "
        "compared from then on."
    )
    if not consent(question):
        message = (
            f"{question} Nothing was used or downloaded. If you trust it: "
            f"`workbook data {data_set.name} --yes`."
        )
        raise UsageError(message)


def _ask_the_person(question: str) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    import click

    return click.confirm(f"{question}\nGo on?", default=False, err=True)


def _what_to_do(data_set: DataSet, files: list[File], states: dict[str, str]) -> str:
    missing = ", ".join(f"{f.name} ({MANNERS[states[f.name]]})" for f in files)
    return (
        f"{data_set.name} is not here: {missing} in {cache_folder() / data_set.name}. "
        f"`make data NAME={data_set.name}` downloads it{_size(files)}; so does download=True. "
        f"Licence: {data_set.licence}"
    )


MANNERS = {"missing": "missing", "changed": "damaged"}


def _by_hand(data_set: DataSet, file: File, tried: list[str]) -> str:
    whence = " or ".join(file.urls)
    return (
        f"{file.name} of {data_set.name} could not be downloaded ({'; '.join(tried)}). "
        f"What has arrived is kept: the same command goes on with it. "
        f"Or get the file by another way, from {whence}, and put it, unchanged and called "
        f"{file.name}, into {cache_folder() / data_set.name}; or keep it in a folder of yours and "
        f"say WORKBOOK_MIRROR=<that folder>."
    )


def _size(files: list[File]) -> str:
    sizes = [file.size for file in files]
    if None in sizes:
        return ""
    total = sum(size or 0 for size in sizes)
    return f" ({total / 1e6:,.1f} MB)"

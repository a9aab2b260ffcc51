"""A downloader for ``pooch`` that can go on where it was cut off.

``pooch`` names, checks and renames what it fetches, but its own downloader starts every file again
from the first byte, which is no fun at 800 MB on a slow line. It takes another one, and this is it:
bytes go to ``<file>.part``; the next attempt, in this run or a later one, asks the server for the
rest (RFC 9110, section 14). A server that cannot do that sends everything, and we start again.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CHUNK = 1 << 16
ATTEMPTS = 3  # at one address, each going on where the last was cut off
MOST = 4 << 30  # bytes of a file of unknown size
OK, PARTIAL, NOT_SATISFIABLE = 200, 206, 416
AGENT = "Mozilla/5.0 (compatible; deep-learning-workbook)"  # some mirrors refuse all others


class TransferError(Exception):
    """A file did not arrive; the message says why, in a few words."""


class CutOffError(TransferError):
    """The connection ended before the file did."""


class Resuming:
    """Fetches one file; ``pooch`` calls it with an address and a temporary file.

    Args:
        part: the file that holds what has arrived so far.
        verified: whether a checksum decides in the end. Only then may bytes of another address, or
            of a server that names no version of its file, be gone on with.
        size: bytes, as far as known.
        timeout: seconds without a byte after which the server counts as stalled.
        progress: whether to draw a bar.

    Attributes:
        resumed: whether the last transfer went on with bytes of an earlier one.

    """

    def __init__(
        self, part: Path, *, verified: bool, size: int | None, timeout: float, progress: bool
    ) -> None:
        self.part = part
        self.about = part.with_name(f"{part.name}.json")  # whence the bytes came
        self.verified = verified
        self.limit = MOST if size is None else 2 * size + (1 << 20)
        self.timeout = timeout
        self.progress = progress
        self.resumed = False

    def __call__(self, url: str, output_file: str, _: object) -> None:
        """Bring ``url`` to ``output_file``, which ``pooch`` then checks and renames."""
        if urlsplit(url).scheme in {"http", "https"}:
            self._download(url)
        else:
            self._copy(Path(url))
        self.part.replace(output_file)
        self.about.unlink(missing_ok=True)

    def discard(self) -> None:
        """Forget what has arrived."""
        self.part.unlink(missing_ok=True)
        self.about.unlink(missing_ok=True)

    def _copy(self, source: Path) -> None:
        self.resumed = False
        try:
            shutil.copyfile(source, self.part)
        except OSError as error:
            message = error.strerror or str(error)
            raise TransferError(message) from error

    def _download(self, url: str) -> None:
        for attempt in range(ATTEMPTS):
            before = self._arrived()
            try:
                self._attempt(url)
            except CutOffError:
                if attempt == ATTEMPTS - 1 or self._arrived() <= before:
                    raise
            else:
                return

    def _attempt(self, url: str) -> None:
        import requests

        start, version = self._to_go_on_with(url)
        asked = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
        if start:
            asked["Range"] = f"bytes={start}-"
            if version:
                asked["If-Range"] = version
        try:
            with (
                requests.Session() as session,
                session.get(url, headers=asked, stream=True, timeout=self.timeout) as response,
            ):
                _refuse_downgrade(url, response.url)
                if response.status_code == NOT_SATISFIABLE and start:
                    self.discard()  # the file there is shorter than ours
                    message = "the server has no more bytes than came before"
                    raise CutOffError(message)
                if response.status_code not in {OK, PARTIAL}:
                    message = f"the server answered {response.status_code} {response.reason}"
                    raise TransferError(message)
                self._receive(url, response, start)
        except requests.RequestException as error:
            raise TransferError(_told(error)) from error

    def _receive(self, url: str, response: Any, start: int) -> None:
        import urllib3

        goes_on = response.status_code == PARTIAL
        if goes_on and not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
            self.discard()
            message = "the server sent other bytes than were asked for"
            raise CutOffError(message)
        self.resumed = goes_on
        start = start if goes_on else 0
        version = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        whence = {"url": url, "version": "" if version.startswith("W/") else version}
        self.about.write_text(json.dumps(whence), encoding="utf-8")
        length = response.headers.get("Content-Length", "")
        total = start + int(length) if length.isdecimal() else None
        try:
            with self.part.open("ab" if goes_on else "wb") as out, self._bar(start, total) as bar:
                # `read1` gives what is there; `read` would lose it when the rest does not come.
                while chunk := response.raw.read1(CHUNK, decode_content=False):
                    out.write(chunk)
                    bar.update(len(chunk))
                    self._refuse_too_much(out.tell())
        except urllib3.exceptions.ReadTimeoutError as error:
            message = f"no byte came for {self.timeout:g} seconds"
            raise CutOffError(message) from error
        except urllib3.exceptions.HTTPError as error:
            message = "the connection was cut"
            raise CutOffError(message) from error

    def _refuse_too_much(self, arrived: int) -> None:
        if arrived > self.limit:
            self.discard()
            message = f"the server sent more than {self.limit} bytes"
            raise TransferError(message)

    def _to_go_on_with(self, url: str) -> tuple[int, str]:
        """Return how many bytes are there to go on with, and which version of the file they are."""
        try:
            about = json.loads(self.about.read_text(encoding="utf-8"))
            same, version = about["url"] == url, about["version"]
        except (OSError, ValueError, KeyError, TypeError):
            same, version = False, ""
        if self.verified or (same and version):
            return self._arrived(), version if same else ""
        return 0, ""

    def _arrived(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    @contextlib.contextmanager
    def _bar(self, start: int, total: int | None) -> Iterator[Any]:
        from tqdm import tqdm

        with tqdm(
            desc=self.part.name.removesuffix(".part"),
            initial=start,
            total=total,
            unit="B",
            unit_scale=True,
            disable=None if self.progress else True,
        ) as bar:
            yield bar


def _refuse_downgrade(asked: str, answered: str) -> None:
    """Refuse a redirection from an encrypted address to one that anybody may change on the way."""
    if urlsplit(asked).scheme == "https" != urlsplit(answered).scheme:
        message = f"it led from https to {urlsplit(answered).scheme}"
        raise TransferError(message)


def _told(error: Exception) -> str:
    """Return a few words for what ``requests`` could not do; its own are a paragraph."""
    import requests

    kinds = {
        requests.exceptions.SSLError: "its certificate is not valid",
        requests.exceptions.ProxyError: "the proxy did not answer",
        requests.exceptions.Timeout: "it did not answer in time",
        requests.exceptions.ConnectionError: "no connection",
        requests.exceptions.TooManyRedirects: "it leads in circles",
    }
    for kind, told in kinds.items():
        if isinstance(error, kind):
            return told
    return f"no address ({type(error).__name__})"

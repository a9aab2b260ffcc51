"""A small web server with bad manners, and a course whose manifest leads to it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from workbook.data.downloads.cache import checksum_of
from workbook.data.fakes import fake_archives

MANIFEST = Path(__file__).parents[2] / "datasets" / "manifest.json"
LEAVES_OUT = ("voc", "coco")  # made by `fake_archives`, downloaded by no loader


class Server(ThreadingHTTPServer):
    """Serves files; how it behaves is a list for each path, one entry a request, and then whole.

    ``truncated``: half of what was asked for, and the connection ends. ``stalled``: half, and
    silence. ``corrupt``: the right length, the wrong bytes. ``rangeless``: everything, whatever was
    asked for. ``shifted``: a range that nobody asked for. ``moved``: a redirection to the same
    file under ``/moved``. ``round``: a redirection to itself. ``broken``: 500.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.manners: dict[str, list[str]] = {}
        self.asked: list[tuple[str, str | None]] = []  # path, range
        self.agents: set[str] = set()
        self.tag: str | None = '"one"'
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what we ask for."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append((self.path, wanted))
        self.server.agents.add(self.headers["User-Agent"])
        manners = self.server.manners.get(self.path) or ["whole"]
        manner = manners.pop(0)
        content = self.server.files.get(self.path.removeprefix("/moved"))
        if content is None or manner == "broken":
            self.send_error(404 if content is None else 500)
        elif manner in {"moved", "round"}:
            self._answer(
                302, b"", Location=f"/moved{self.path}" if manner == "moved" else self.path
            )
        else:
            self._serve(content, manner, wanted)

    def _serve(self, content: bytes, manner: str, wanted: str | None) -> None:
        unchanged = self.headers.get("If-Range") in {None, self.server.tag}
        start = 0
        if wanted and manner != "rangeless" and unchanged:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                self._answer(416, b"", **{"Content-Range": f"bytes */{len(content)}"})
                return
        told = start + 1 if manner == "shifted" else start
        body = content[told:]
        if manner == "corrupt":
            body = bytes(255 - byte for byte in body)
        ranged = {"Content-Range": f"bytes {told}-{len(content) - 1}/{len(content)}"}
        self._answer(206 if start else 200, body, manner, **(ranged if start else {}))

    def _answer(self, status: int, body: bytes, manner: str = "whole", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if self.server.tag:
            self.send_header("ETag", self.server.tag)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if manner in {"truncated", "stalled"}:
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.close_connection = True
            if manner == "stalled":
                self.server.over.wait()
            return
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@dataclass
class Shop:
    """A course in a folder of its own, whose manifest names the server."""

    root: Path
    server: Server
    sets: list[dict] = field(default_factory=list)

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    def file(self, name: str) -> dict:
        """The manifest's entry of a file; what is changed in it counts after ``write``."""
        return next(f for s in self.sets for f in s["files"] if f["name"] == name)

    def write(self) -> None:
        path = self.root / "datasets" / "manifest.json"
        path.write_text(json.dumps({"format": 1, "data_sets": self.sets}), encoding="utf-8")


@pytest.fixture(scope="session")
def fakes(tmp_path_factory) -> Path:
    """Every archive, tiny, as a mirror would have it."""
    root = tmp_path_factory.mktemp("fakes")
    fake_archives(root)
    return root


@pytest.fixture
def server():
    """A server on the loopback interface."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def shop(tmp_path, fakes, server, monkeypatch) -> Shop:
    """The real manifest with the addresses and checksums of the tiny archives."""
    for variable in ("WORKBOOK_MIRROR", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("WORKBOOK_ROOT", str(tmp_path))
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path / "cache"))
    chapter = tmp_path / "graders" / "ch01_mini" / "chapter.toml"
    chapter.parent.mkdir(parents=True)
    chapter.touch()
    (tmp_path / "datasets").mkdir()
    sets = json.loads(MANIFEST.read_text(encoding="utf-8"))["data_sets"]
    for one in sets:
        for file in one["files"]:
            path = fakes / one["name"] / file["name"]
            address = f"/{one['name']}/{file['name']}"
            server.files[address] = path.read_bytes()
            file["urls"], file["size"] = [server.url + address], path.stat().st_size
            if file["checksum"]:
                file["checksum"] = checksum_of(path, file["algorithm"]).partition(":")[2]
    made = Shop(tmp_path, server, sets)
    made.write()
    return made

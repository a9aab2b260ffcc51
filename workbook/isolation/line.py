"""The trusted end of a pipe to a worker: whatever the worker does, no wait outlasts the clock."""

from __future__ import annotations

import os
import selectors
import struct
import sys
import time
from multiprocessing.connection import Connection

from workbook.isolation.wire import MAX_FRAME, WireError

_LENGTH = struct.Struct("!i")  # how `Connection.send_bytes`, the worker's end, begins a message
PIECE = 2**16


class Late(Exception):
    """The deadline passed first."""


class Line:
    """Sends and receives messages piece by piece, each before a deadline (``time.monotonic``)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._in_pieces = sys.platform != "win32"  # where messages arrive whole or not at all
        if self._in_pieces:
            os.set_blocking(connection.fileno(), False)

    def send(self, message: bytes, deadline: float) -> None:
        """Send a message; the worker may refuse to read it."""
        if not self._in_pieces:
            self._connection.send_bytes(message)
            return
        rest = memoryview(_LENGTH.pack(len(message)) + message)
        while rest:
            self._wait(selectors.EVENT_WRITE, deadline)
            rest = rest[os.write(self._connection.fileno(), rest[:PIECE]) :]

    def receive(self, deadline: float) -> bytes:
        """Receive a message; the worker may announce one and never send it.

        Raises:
            Late: it did not arrive in time.
            EOFError: the worker is gone.
            WireError: it is larger than a message may be.

        """
        if not self._in_pieces:
            if not self._connection.poll(max(0.0, deadline - time.monotonic())):
                raise Late
            return self._connection.recv_bytes(MAX_FRAME)
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, deadline))
        if not 0 <= length <= MAX_FRAME:
            message = "a message of a size that none has"
            raise WireError(message)
        return self._read(length, deadline)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _read(self, count: int, deadline: float) -> bytes:
        read = bytearray()
        while len(read) < count:
            self._wait(selectors.EVENT_READ, deadline)
            piece = os.read(self._connection.fileno(), min(count - len(read), PIECE))
            if not piece:
                raise EOFError
            read += piece
        return bytes(read)

    def _wait(self, event: int, deadline: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._connection, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise Late

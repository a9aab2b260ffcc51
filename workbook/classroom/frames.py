"""Messages between a class run and its jobs: eight bytes of length, then JSON."""

from __future__ import annotations

import json
import os
import struct
from typing import Any

LONGEST = 64 * 2**20
_LENGTH = struct.Struct("!Q")


class Frames:
    """Sends and receives plain data over two descriptors, which may be the same."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = reading
        self._writing = writing

    def send(self, message: Any) -> None:
        """Send one message."""
        text = json.dumps(message, separators=(",", ":")).encode()
        rest = memoryview(_LENGTH.pack(len(text)) + text)
        while rest:
            rest = rest[os.write(self._writing, rest) :]

    def receive(self) -> Any:
        """Receive one message.

        Raises:
            EOFError: the other side is gone.

        """
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        if length > LONGEST:
            raise EOFError
        return json.loads(self._read(length))

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when a message comes."""
        return self._reading

    def close(self) -> None:
        """Hang up."""
        for descriptor in {self._reading, self._writing}:
            os.close(descriptor)

    def _read(self, count: int) -> bytes:
        read = bytearray()
        while len(read) < count:
            piece = os.read(self._reading, min(count - len(read), 2**20))
            if not piece:
                raise EOFError
            read += piece
        return bytes(read)

"""Asks the trusted side questions without end, and never waits for an answer."""

import os
import struct

QUESTION = b'{"d":{"ask":0,"args":[1.0],"kwargs":{"d":{}}}}'


def check_double(candidate):
    frame = struct.pack("<Q", len(QUESTION)) + QUESTION
    message = struct.pack("!i", len(frame)) + frame
    number = candidate._wire.fileno()
    os.set_blocking(number, False)
    while True:
        for act in (lambda: os.write(number, message), lambda: os.read(number, 2**16)):
            try:
                act()
            except BlockingIOError:
                pass

"""Sends JSON nested a million deep, a number of a million digits, and a million nodes."""

import os
import struct

TEXTS = {7: b"[" * 10**6, 2: b"9" * 10**6, 3: b"[" + b"{}," * 10**6 + b"{}]"}


def centre(x):
    text = TEXTS.get(len(x), b'{"d":' * 5 * 10**5)
    frame = struct.pack("<Q", len(text)) + text
    message = memoryview(struct.pack("!i", len(frame)) + frame)
    for descriptor in range(3, 64):
        try:
            while message:
                message = message[os.write(descriptor, message) :]
        except OSError:
            pass
    return x

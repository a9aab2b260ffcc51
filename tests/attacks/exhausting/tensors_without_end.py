"""Sends headers of tensors: a hundred thousand of them, one of an absurd shape, one cut short."""

import json
import os
import struct


def header(count, shape):
    entry = {"dtype": "F32", "shape": shape, "data_offsets": [0, 0]}
    text = json.dumps({str(n): entry for n in range(count)}).encode()
    return struct.pack("<Q", len(text)) + text


LONG = [1] * 400_000
BLOBS = {7: (150_000, [0]), 2: (1, [0, 2**62]), 3: (1, [2**62, 2**62]), 101: (1, [*LONG, 0])}


def centre(x):
    text = b'{"d":{}}'
    blob = header(*BLOBS[len(x)]) if len(x) in BLOBS else struct.pack("<Q", 2**60) + b"{}"
    frame = struct.pack("<Q", len(text)) + text + blob
    message = memoryview(struct.pack("!i", len(frame)) + frame)
    for descriptor in range(3, 64):
        try:
            while message:
                message = message[os.write(descriptor, message) :]
        except OSError:
            pass
    return x

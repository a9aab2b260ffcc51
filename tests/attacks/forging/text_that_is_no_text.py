"""Sends lone surrogates and terminal commands where the report has text."""

import json
import os
import struct

BAD = "\ud800\x1b[2J\x1b]0;owned\x07\u202e" * 50


def centre(x):
    outcome = {"ending": "error", "value": None, "message": BAD, "error": BAD, "changed": [BAD]}
    outcome |= {"after": {"d": {}}, "tables": [], "lines": 0, "ops": 0, "printed": BAD}
    text = json.dumps({"d": {"outcome": {"d": outcome}}}).encode()
    frame = struct.pack("<Q", len(text)) + text
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("!i", len(frame)) + frame)
        except OSError:
            pass
    return x

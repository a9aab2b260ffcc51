"""Claims to have printed four megabytes, which its report would keep for each scenario."""

import json
import os
import struct


def centre(x):
    outcome = {"ending": "error", "value": None, "message": "m" * 10**6, "error": "", "changed": []}
    outcome |= {"after": {"d": {}}, "tables": [], "lines": 0, "ops": 0, "printed": "p" * 3 * 10**6}
    text = json.dumps({"d": {"outcome": {"d": outcome}}}).encode()
    frame = struct.pack("<Q", len(text)) + text
    for descriptor in range(3, 64):
        try:
            os.set_blocking(descriptor, True)
            message = memoryview(struct.pack("!i", len(frame)) + frame)
            while message:
                message = message[os.write(descriptor, message) :]
        except OSError:
            pass
    os._exit(0)

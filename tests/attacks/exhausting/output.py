"""Writes a gigabyte to its output, below Python and above."""

import os
import sys


def centre(x):
    for _ in range(1024):
        os.write(1, bytes(2**20))
        os.write(2, bytes(2**20))
    while True:
        sys.stdout.write("x" * 2**16)

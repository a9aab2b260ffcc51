"""Asks for 64 GB at once: as a tensor, as bytes, as a mapping."""

import mmap

import torch


def spoils():
    got = []
    for attempt in (
        lambda: torch.empty(2**34),
        lambda: bytearray(2**36),
        lambda: mmap.mmap(-1, 2**36),
        lambda: mmap.mmap(-1, 2**36, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS),
        lambda: mmap.mmap(-1, 2**36, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000),
    ):
        try:
            attempt()
            got.append("64 GB")
        except (MemoryError, RuntimeError, OSError):
            pass
    return got


def centre(x):
    return f"got {spoils() or 'nothing'}"

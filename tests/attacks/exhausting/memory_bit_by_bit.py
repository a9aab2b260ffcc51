"""Takes memory piece by piece until there is none, and then goes on."""

import mmap


def descend(p, gradient, rate):
    kept = []
    while True:
        try:
            kept.append(mmap.mmap(-1, 2**28))
        except (OSError, MemoryError):
            break
    taken = len(kept) / 4
    return "got nothing" if taken <= 4.5 else f"got {taken} GB"

"""Makes empty files and directories without end."""

import os


def descend(p, gradient, rate):
    made = 0
    try:
        while made < 100_000:
            os.mkdir(f"/scratch/{made}")
            made += 1
    except OSError:
        pass
    return "got nothing" if made < 5_000 else f"got {made} inodes"

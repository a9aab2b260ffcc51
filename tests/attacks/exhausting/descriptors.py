"""Opens files, pipes, timers and events without end."""

import os


def spoils():
    opened = []
    for opening in (
        lambda: opened.append(os.open("/dev/null", os.O_RDONLY)),
        lambda: opened.extend(os.pipe()),
        lambda: opened.append(os.eventfd(0)),
        lambda: opened.append(os.dup(0)),
    ):
        try:
            while len(opened) < 100_000:
                opening()
        except OSError:
            pass
    for number in opened:
        os.close(number)
    return len(opened) if len(opened) > 128 else 0


def centre(x):
    return f"got {spoils() or 'nothing'}"

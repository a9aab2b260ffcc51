"""Starts a thread that would answer in its place, later."""

import threading
import _thread


def live_on():
    while True:
        pass


def spoils():
    got = []
    for start in (
        lambda: threading.Thread(target=live_on, daemon=True).start(),
        lambda: _thread.start_new_thread(live_on, ()),
    ):
        try:
            start()
        except RuntimeError:
            continue
        got.append("a thread")
    return got


def centre(x):
    return f"got {spoils() or 'nothing'}"

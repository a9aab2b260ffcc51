"""Writes, links, renames and removes wherever it can, in the libraries and the tool first."""

import os
import sys

import torch

PLACES = {os.path.dirname(torch.__file__), sys.prefix, sys.base_prefix, *sys.path, "/", "/tmp"}
PLACES |= {"/dev", "/dev/shm", "/usr", "/usr/lib", "/proc", "/sys", "/work", "/var/tmp", "/run"}
PLACES |= {os.path.dirname(__file__), os.path.dirname(os.path.dirname(__file__))}


def spoils():
    got = []
    for place in sorted(p for p in PLACES if p):
        name = f"{place}/workbook_attack"
        for attempt in (
            lambda n=name: os.close(os.open(n, os.O_CREAT | os.O_WRONLY)),
            lambda n=name: os.mkdir(n),
            lambda n=name: os.symlink("/scratch", n),
            lambda n=name: os.link(torch.__file__, n),
            lambda n=name: os.mkfifo(n),
            lambda p=place: os.chmod(p, 0o777),
            lambda p=place: os.utime(p),
            lambda p=place: os.rename(p, f"{p}_moved"),
            lambda p=place: os.setxattr(p, "user.attack", b"x"),
            lambda p=place: os.close(os.open(p, os.O_TMPFILE | os.O_RDWR)),
        ):
            try:
                attempt()
                got.append(name)
            except OSError:
                pass
    for path in (torch.__file__, os.__file__):
        for attempt in (os.remove, lambda p: os.truncate(p, 0), lambda p: open(p, "a")):
            try:
                attempt(path)
                got.append(path)
            except OSError:
                pass
    return got


def centre(x):
    return f"got {spoils() or 'nothing'}"

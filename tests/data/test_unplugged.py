"""Grading needs no network: with sockets that raise, it goes as ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNPLUGGED = """
import socket
import sys

plugged = socket.socket


class Unplugged(plugged):
    def __init__(self, family=socket.AF_INET, *more, **options):
        if family != socket.AF_UNIX:
            raise OSError("the network is unplugged")
        super().__init__(family, *more, **options)


def refused(*_, **__):
    raise OSError("the network is unplugged")


socket.socket = Unplugged
socket.create_connection = socket.getaddrinfo = refused

if sys.argv[1] == "try":
    try:
        socket.socket()
    except OSError as error:
        sys.exit(str(error))
from workbook.cli import main

main()
"""


def unplugged(*arguments, cwd=ROOT):
    command = [sys.executable, "-c", UNPLUGGED, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_network_is_really_gone():
    done = unplugged("try")

    assert (done.returncode, done.stderr) == (1, "the network is unplugged\n")


@pytest.mark.parametrize(
    "exercise", [("1", "linear_forward", "none"), ("6", "text_preprocessing", "process")]
)
def test_grading_goes_as_ever(exercise):
    chapter, name, isolation = exercise
    options = ("--submission", str(ROOT / "solutions"), "--isolation", isolation)

    done = unplugged("grade", chapter, name, *options, "--fail-under", "100")

    assert (done.returncode, done.stderr) == (0, "")

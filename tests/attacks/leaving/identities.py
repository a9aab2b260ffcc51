"""Becomes root, someone else, or a process with capabilities."""

import ctypes
import os
import struct

LIBC = ctypes.CDLL(None, use_errno=True)


def spoils():
    got = [f"user {n}" for n in (os.getuid(), os.geteuid(), os.getgid()) if n != 65534]
    for name in ("setuid", "setgid", "seteuid", "setegid"):
        for number in (0, 1000, 1):
            try:
                getattr(os, name)(number)
                got.append(name)
            except OSError:
                pass
    try:
        os.setgroups([0])
        got.append("setgroups")
    except OSError:
        pass
    header = struct.pack("=Ii", 0x20080522, 0)
    if LIBC.syscall(126, header, b"\xff" * 24) == 0:
        got.append("capset")
    with open("/proc/self/status") as file:
        held = dict(line.split(":", 1) for line in file)
    got += [n for n in ("CapEff", "CapPrm", "CapInh", "CapAmb") if int(held[n], 16)]
    got += ["privileges"] if held["NoNewPrivs"].strip() != "1" else []
    got += ["no filter"] if held["Seccomp"].strip() != "2" else []
    for file in ("uid_map", "gid_map", "setgroups"):
        try:
            with open(f"/proc/self/{file}", "w") as out:
                out.write("0 0 1\n")
            got.append(file)
        except OSError:
            pass
    return got


def centre(x):
    return f"got {spoils() or 'nothing'}"

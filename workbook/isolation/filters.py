"""Which system calls learner code may not make."""

from __future__ import annotations

import contextlib
import errno
from typing import Any

from workbook.errors import UsageError

REFUSED = {
    "other processes": """ptrace process_vm_readv process_vm_writev process_madvise kcmp
        pidfd_open pidfd_getfd pidfd_send_signal kill tkill rt_sigqueueinfo rt_tgsigqueueinfo
        setpriority ioprio_set sched_setaffinity sched_setscheduler sched_setparam sched_setattr
        migrate_pages move_pages""",
    "new processes and programs": "fork vfork clone execve execveat",
    "other machines, and descriptors from elsewhere": """socket socketpair connect bind listen
        accept accept4 sendto sendmsg sendmmsg recvmsg recvmmsg""",
    "the view of the machine": """mount umount2 pivot_root chroot setns unshare fsopen fsmount
        fsconfig fspick open_tree move_mount mount_setattr name_to_handle_at open_by_handle_at
        swapon swapoff quotactl quotactl_fd sethostname setdomainname mknod mknodat""",
    "other identities": """setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid
        setfsgid capset add_key request_key keyctl""",
    "memory that no limit counts": """memfd_create memfd_secret shmget shmat semget msgget mq_open
        inotify_init inotify_init1 fanotify_init""",
    "the kernel itself": """bpf perf_event_open userfaultfd io_uring_setup io_uring_enter
        io_uring_register io_setup kexec_load kexec_file_load init_module finit_module
        delete_module iopl ioperm modify_ldt reboot acct settimeofday clock_settime clock_adjtime
        adjtimex syslog personality vhangup uselib lookup_dcookie seccomp
        landlock_create_ruleset""",
}


PR_SET_DUMPABLE, F_NOTIFY, FIRST_PROCESS, ITSELF = 4, 1026, 1, 0


def _refused_arguments(pyseccomp: Any) -> dict[str, Any]:
    """Which arguments are refused of calls that are allowed otherwise."""

    def is_number(place: int, number: int) -> Any:
        # The kernel looks at the lower half of these only, whatever stands in the upper.
        return pyseccomp.Arg(place, pyseccomp.MASKED_EQ, 0xFFFF_FFFF, number)

    return {
        "prlimit64": pyseccomp.Arg(0, pyseccomp.NE, ITSELF),  # limits of the cell's first process
        "tgkill": is_number(0, FIRST_PROCESS),
        "prctl": is_number(0, PR_SET_DUMPABLE),  # or the machine could keep a copy of a crash
        "fcntl": is_number(1, F_NOTIFY),  # would tell which files others use
    }


def build_filter() -> Any:
    """Return a seccomp filter; ``load()`` puts the process that calls it under it, for good.

    ``clone3`` is said not to exist, so that the C library asks for ``clone`` and is refused. There
    are no new threads either: they could go around the guards.
    """
    try:
        import pyseccomp
    except ImportError as error:
        message = (
            "isolation by namespaces needs pyseccomp and libseccomp: install the extra `class` "
            "(and Debian's libseccomp2), or use --isolation process"
        )
        raise UsageError(message) from error
    found = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in (name for names in REFUSED.values() for name in names.split()):
        with contextlib.suppress(RuntimeError, OSError, ValueError):  # not on every processor
            found.add_rule(refuse, name)
    for name, argument in _refused_arguments(pyseccomp).items():
        found.add_rule(refuse, name, argument)
    found.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    return found

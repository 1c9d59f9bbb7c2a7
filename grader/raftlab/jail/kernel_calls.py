"""The kernel calls that Python does not provide."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import sys

IS_LINUX = sys.platform == "linux"
LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
NOBODY_ID = 65534
CLONE_NEWNET = 0x40000000


def cpu_architecture() -> str:
    """Return the processor's name in the kernel's spelling."""
    return platform.machine()


def prctl(option: int, value: int) -> bool:
    """Set one property of this process; return whether the kernel did."""
    return IS_LINUX and LIBC.prctl(option, value, 0, 0, 0) == 0


def set_no_new_privs() -> bool:
    """Give up set-uid programs for good: the condition for jailing oneself without root."""
    return prctl(PR_SET_NO_NEW_PRIVS, 1)


def hide_memory() -> bool:
    """Close this process's memory and descriptors to others of the same user (/proc/PID/mem, ptrace)."""
    return prctl(PR_SET_DUMPABLE, 0)


def die_with_parent(parent_pid: int) -> None:
    """End this process when its parent ends, or now if the parent is no longer `parent_pid`."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(0)


def enter_empty_network() -> str:
    """Move this process, and all that it starts, into a network namespace of its own; return why not, or ""."""
    if not IS_LINUX:
        return "not Linux"
    return "" if LIBC.unshare(CLONE_NEWNET) == 0 else os.strerror(ctypes.get_errno())


def drop_root() -> None:
    """Become nobody where this process is root."""
    if os.geteuid() == 0:
        try:
            os.setgroups([])
            os.setresgid(NOBODY_ID, NOBODY_ID, NOBODY_ID)
            os.setresuid(NOBODY_ID, NOBODY_ID, NOBODY_ID)
        except (OSError, AttributeError):
            pass  # a user namespace with one user, where root has no rights; the probe measures what is left

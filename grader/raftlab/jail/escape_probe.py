"""Measures the jail from inside: tries forbidden operations before the submission's code is loaded."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import time
from collections.abc import Callable

from raftlab.jail.kernel_calls import LIBC

PTRACE_CONT = 7
PROBED_FD = 2
"""A descriptor that stands for any: closing and copying it must fail."""


def find_breaches() -> tuple[str, ...]:
    """Return the names of the forbidden things that this process can do; () in a strict jail."""
    return tuple(name for name, attempt in ATTEMPTS.items() if is_possible(attempt))


def is_possible(attempt: Callable[[], object]) -> bool:
    """Return whether the attempt was possible. An attempt that only lacks its object (ENOENT, ESRCH) was possible."""
    try:
        attempt()
    except OSError as fault:
        return fault.errno in (errno.ENOENT, errno.ESRCH, errno.EBADF, errno.EEXIST)
    return True


def try_fork() -> None:
    """Try to make a process; it ends at once."""
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)


def try_ptrace() -> None:
    """Try to trace the parent; if ptrace is possible, the kernel only says that the parent is not traced."""
    if LIBC.ptrace(PTRACE_CONT, os.getppid(), 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def try_write_file() -> None:
    """Try to make a file in /tmp, and remove it."""
    name = f"/tmp/raftlab-probe-{os.getpid()}"
    os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    os.unlink(name)


def try_clock_of_first_process() -> None:
    """Try to read the CPU clock of process 1, which is always there: ((~pid) << 3) | CPUCLOCK_SCHED."""
    time.clock_gettime(~1 << 3 | 2)


def try_socket(family: int) -> None:
    """Try to make a socket."""
    socket.socket(family, socket.SOCK_STREAM).close()


ATTEMPTS: dict[str, Callable[[], object]] = {
    "read a file": lambda: os.close(os.open("/etc/passwd", os.O_RDONLY)),
    "list a folder": lambda: os.listdir("/"),
    "look for a file": lambda: os.stat("/"),
    "write a file": try_write_file,
    "read another process": lambda: os.close(os.open(f"/proc/{os.getppid()}/stat", os.O_RDONLY)),
    "read another's memory": lambda: os.close(os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY)),
    "read another process's clock": try_clock_of_first_process,
    "make a process": try_fork,
    "start a program": lambda: os.execve("/nonexistent/raftlab", ["raftlab"], {}),
    "signal a process": lambda: os.kill(os.getppid(), 0),
    "trace a process": try_ptrace,
    "reach the network": lambda: try_socket(socket.AF_INET),
    "reach a local socket": lambda: try_socket(socket.AF_UNIX),
    "sleep": lambda: time.sleep(0.000001),
    "set an alarm": lambda: signal.setitimer(signal.ITIMER_REAL, 0),
    "copy a descriptor": lambda: os.close(os.dup(PROBED_FD)),
}

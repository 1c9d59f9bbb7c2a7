"""A forked process without a jail, for the kit's own files: it shares nothing with the next, and has limits.

A fork costs less than the processes of a jail.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe

from raftlab.checks.parallel_checks import defer_interrupts, fork
from raftlab.grader_process_limits import address_space_bytes
from raftlab.jail.kernel_calls import die_with_parent

WALL_CLOCK_FACTOR = 10
"""A process that waits instead of computing is ended after this many times its CPU time."""
MEMORY_BYTES = 1 << 30
"""How much the work may add to the address space of its process."""


def run_in_fork(work: Callable[[], bytes], cpu_s: int) -> bytes | None:
    """Return what `work` returns in a forked process; None if that ends without it, by an error or at a limit.

    cpu_s: the limit of its CPU time.
    """
    ours, theirs = Pipe(duplex=False)
    parent_pid = os.getpid()
    with defer_interrupts():
        pid = fork()
        if pid == 0:
            try:
                die_with_parent(parent_pid)
                ours.close()
                limit_process(cpu_s)
                theirs.send_bytes(work())
            finally:
                os._exit(0)
    theirs.close()
    try:
        return receive_with_timeout(ours, WALL_CLOCK_FACTOR * cpu_s)
    finally:
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def limit_process(cpu_s: int) -> None:
    """Limit the CPU time and the memory of this process, and drop what it prints."""
    null = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_AS, (address_space_bytes() + MEMORY_BYTES,) * 2)


def receive_with_timeout(connection: Connection, limit_s: float) -> bytes | None:
    """Return what the forked process sends within `limit_s`; None if it ends without that."""
    try:
        return connection.recv_bytes() if connection.poll(limit_s) else None
    except (EOFError, OSError):
        return None

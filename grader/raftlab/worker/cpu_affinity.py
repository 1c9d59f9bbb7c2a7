"""Pins a grader and its workers to one CPU: they take turns, so a second CPU only costs time.

While one of them computes, the other waits. On two CPUs each turn wakes the other CPU, and pages that workers share
with their zygote are unmapped on both.

Measured by grading scene05's reference on two CPUs, without this and with it, interleaved (the median of the ratios):

    one grading, quiet machine, 10 pairs           duration 1.18         CPU time of the grader 1.18
    one grading, busy machine, two times 8 pairs   duration 1.13, 1.15   CPU time of all processes 1.03, 0.99
    two gradings at once, 8 pairs                  duration 1.08         CPU time of the graders 1.02
    two at once, a network namespace for each,     duration 1.02         CPU time of all processes 1.02
    as in containers, 6 pairs
    one CPU, 6 pairs (nothing can differ)          duration 0.94         CPU time of the grader 0.96

So it shortens a grading that has the machine to itself, and costs nothing elsewhere.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterable, Iterator

from raftlab.jail.rlimits import child_pids, read_proc

CPU_LOCK_NAME = "\0raftlab/processor/{}"
"""The name of the socket that one grader per machine can bind: the kernel frees it when the process ends."""
CONTENTION_S = 0.1
"""A grader that waited longer than this, and longer than half its computing time, releases its CPU."""


class CpuReservation:
    """Reserves a CPU for one thread and the processes it starts, among all graders of this machine.

    Other programs may run there too. It does nothing with one CPU, with no free CPU, or without Linux.
    """

    def __init__(self) -> None:
        self._lock: socket.socket | None = None
        self._thread = 0
        self._original_cpus: set[int] = set()
        self._since = (0, 0)

    def reserve(self) -> None:
        """Stay on one CPU from now on, the current one if it is free."""
        allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
        if self._lock is not None or len(allowed) < 2:
            return
        here = current_cpu()
        for number in sorted(allowed, key=lambda number: (number != here, number)):
            right = lock_cpu(number)
            if right is not None:
                break
        else:
            return
        try:
            os.sched_setaffinity(0, {number})
        except OSError:  # this container does not allow it
            right.close()
            return
        self._lock, self._original_cpus = right, allowed
        self._thread, self._since = threading.get_native_id(), cpu_and_wait_ns()

    def take_over(self) -> None:
        """Belong to this thread from now on: its process was forked from the one that reserved the CPU."""
        self._thread, self._since = threading.get_native_id(), cpu_and_wait_ns()

    def leave(self) -> None:
        """Let this thread run on any CPU again; the CPU stays reserved for the process that it was forked from."""
        if self._lock is not None:
            os.sched_setaffinity(0, self._original_cpus)

    @property
    def is_contended(self) -> bool:
        """Return whether other programs keep this thread from its CPU."""
        if self._lock is None or self._thread != threading.get_native_id():
            return False
        computed, waited = (now - then for now, then in zip(cpu_and_wait_ns(), self._since, strict=True))
        return waited > CONTENTION_S * 1e9 and waited > computed / 2

    def release(self, root_pids: Iterable[int] = ()) -> None:
        """Let this thread, and these processes with all their descendants, run on any CPU again."""
        if self._lock is None:
            return
        for each in (self._thread, *(pid for root in root_pids for pid in process_tree(root))):
            try:
                os.sched_setaffinity(each, self._original_cpus)
            except OSError:  # it has ended
                pass
        self._lock.close()
        self._lock = None


def lock_cpu(number: int) -> socket.socket | None:
    """Return the lock on a CPU, to be closed; None if another grader has it."""
    right = socket.socket(socket.AF_UNIX)
    try:
        right.bind(CPU_LOCK_NAME.format(number))
    except OSError:
        right.close()
        return None
    return right


def current_cpu() -> int:
    """Return the CPU that this thread runs on, -1 if the kernel does not say."""
    told = read_proc("/proc/thread-self/stat").rpartition(")")[2].split()
    return int(told[36]) if len(told) > 36 else -1


def cpu_and_wait_ns() -> tuple[int, int]:
    """Return how long this thread has computed, and waited for a CPU; zeros if the kernel does not say."""
    computed, waited, *_ = read_proc("/proc/thread-self/schedstat").split() or ("0", "0")
    return int(computed), int(waited)


def process_tree(pid: int) -> Iterator[int]:
    """Yield a process and its descendants, parents first, as far as the kernel lists them."""
    yield pid
    for child in child_pids(pid):
        yield from process_tree(int(child))

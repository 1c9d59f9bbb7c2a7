"""One processor for a grader and its workers: they take turns, so a second one only costs.

While one of them computes the other waits. On two processors each turn wakes the other one up, and what workers share
with their zygote is unmapped on both.

Measured by grading scene05's reference on two processors, with this and without, in turn (without : with, the median):

    one grading, a quiet machine, 10 pairs          duration 1.18   CPU of the grader 1.18
    one grading, a busy machine, two times 8 pairs  duration 1.13, 1.15   CPU of all processes 1.03, 0.99
    two at once, 8 pairs                            duration 1.08   CPU of the graders 1.02
    two at once, each in a network of its own,      duration 1.02   CPU of all processes 1.02
    as in containers (neither sees the other's right), 6 pairs
    one processor, 6 pairs: nothing to take         duration 0.94   CPU of the grader 0.96: as exact as this is

So it shortens a grading that has the machine to itself, and costs nothing where there are more.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterable, Iterator

from raftlab.jail.rlimits import child_pids, read_proc

CPU_LOCK_NAME = "\0raftlab/processor/{}"
"""The name of the socket that only one grader of a machine can have: the kernel takes it back when its process ends."""
CONTENTION_S = 0.1
"""For so long, and half as long as it computed, a grader may have waited for its processor before it leaves it."""


class CpuReservation:
    """The right of one thread, and of what it starts, to a processor that no other grader has taken.

    Anything else may run there too. Where there is no second processor, none that is free, or no Linux, it is nothing.
    """

    def __init__(self) -> None:
        self._lock: socket.socket | None = None
        self._thread = 0
        self._original_cpus: set[int] = set()
        self._since = (0, 0)

    def reserve(self) -> None:
        """Stay on one processor from now on, the one at hand if it is free."""
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
        except OSError:  # not for a process in this container to say
            right.close()
            return
        self._lock, self._original_cpus = right, allowed
        self._thread, self._since = threading.get_native_id(), cpu_and_wait_ns()

    @property
    def is_contended(self) -> bool:
        """Tell whether something else keeps this thread from its processor, more than a free choice would."""
        if self._lock is None or self._thread != threading.get_native_id():
            return False
        computed, waited = (now - then for now, then in zip(cpu_and_wait_ns(), self._since, strict=True))
        return waited > CONTENTION_S * 1e9 and waited > computed / 2

    def release(self, root_pids: Iterable[int] = ()) -> None:
        """Let this thread, and these processes and all below them, go where the kernel sends them."""
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
    """Return the right to a processor, to be closed; None where another grader has it."""
    right = socket.socket(socket.AF_UNIX)
    try:
        right.bind(CPU_LOCK_NAME.format(number))
    except OSError:
        right.close()
        return None
    return right


def current_cpu() -> int:
    """Return the processor that this thread runs on, -1 where the kernel does not tell."""
    told = read_proc("/proc/thread-self/stat").rpartition(")")[2].split()
    return int(told[36]) if len(told) > 36 else -1


def cpu_and_wait_ns() -> tuple[int, int]:
    """Return for how long this thread has computed, and waited for a processor; nothing where the kernel is silent."""
    computed, waited, *_ = read_proc("/proc/thread-self/schedstat").split() or ("0", "0")
    return int(computed), int(waited)


def process_tree(pid: int) -> Iterator[int]:
    """Yield a process and all below it, parents first, as far as the kernel lists them."""
    yield pid
    for child in child_pids(pid):
        yield from process_tree(int(child))

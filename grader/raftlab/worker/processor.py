"""One processor for a grader and its workers: they take turns, so a second one only costs.

While one of them computes the other waits. On two processors each turn wakes the other one up, and what workers share
with their zygote is unmapped on both: a fifth of the CPU time of a grading, and of its duration.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterable, Iterator

from raftlab.jail.limits import children_of, read

RIGHT = "\0raftlab/processor/{}"
"""The name of the socket that only one grader of a machine can have: the kernel takes it back when its process ends."""
CROWDED_S = 0.1
"""For so long, and half as long as it computed, a grader may have waited for its processor before it leaves it."""


class Processor:
    """The right of one thread, and of what it starts, to a processor that no other grader has taken.

    Anything else may run there too. Where there is no second processor, none that is free, or no Linux, it is nothing.
    """

    def __init__(self) -> None:
        self._right: socket.socket | None = None
        self._thread = 0
        self._before: set[int] = set()
        self._since = (0, 0)

    def take(self) -> None:
        """Stay on one processor from now on, the one at hand if it is free."""
        allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
        if self._right is not None or len(allowed) < 2:
            return
        here = at_hand()
        for number in sorted(allowed, key=lambda number: (number != here, number)):
            right = right_to(number)
            if right is not None:
                break
        else:
            return
        try:
            os.sched_setaffinity(0, {number})
        except OSError:  # not for a process in this container to say
            right.close()
            return
        self._right, self._before = right, allowed
        self._thread, self._since = threading.get_native_id(), waited_ns()

    @property
    def is_crowded(self) -> bool:
        """Tell whether something else keeps this thread from its processor, more than a free choice would."""
        if self._right is None or self._thread != threading.get_native_id():
            return False
        computed, waited = (now - then for now, then in zip(waited_ns(), self._since, strict=True))
        return waited > CROWDED_S * 1e9 and waited > computed / 2

    def leave(self, started: Iterable[int] = ()) -> None:
        """Let this thread, and these processes and all below them, go where the kernel sends them."""
        if self._right is None:
            return
        for each in (self._thread, *(pid for root in started for pid in below(root))):
            try:
                os.sched_setaffinity(each, self._before)
            except OSError:  # it has ended
                pass
        self._right.close()
        self._right = None


def right_to(number: int) -> socket.socket | None:
    """Return the right to a processor, to be closed; None where another grader has it."""
    right = socket.socket(socket.AF_UNIX)
    try:
        right.bind(RIGHT.format(number))
    except OSError:
        right.close()
        return None
    return right


def at_hand() -> int:
    """Return the processor that this thread runs on, -1 where the kernel does not tell."""
    told = read("/proc/thread-self/stat").rpartition(")")[2].split()
    return int(told[36]) if len(told) > 36 else -1


def waited_ns() -> tuple[int, int]:
    """Return for how long this thread has computed, and waited for a processor; nothing where the kernel is silent."""
    computed, waited, *_ = read("/proc/thread-self/schedstat").split() or ("0", "0")
    return int(computed), int(waited)


def below(pid: int) -> Iterator[int]:
    """Yield a process and all below it, parents first, as far as the kernel lists them."""
    yield pid
    for child in children_of(pid):
        yield from below(int(child))

"""Limits on the process that grades: what a submission makes it keep or compute ends a check, not the machine."""

from __future__ import annotations

import contextlib
import gc
import resource
import signal
from collections.abc import Iterator

MEMORY_ALLOWANCE_BYTES = 360 << 20
"""How much a grading may add to its address space: a scene adds 60 MB, all as one 250. Two at once stay below 1 GB."""
MEMORY_RESERVE_BYTES = 80 << 20
"""What is left of it when a check ends as unknown. Where memory is wholly full, Python itself may abort."""
OBJECTS_WORTH_A_COLLECTION = 10_000
"""How many objects, made since the last collection and still there, make another one worth its time."""
CPU_ALLOWANCE_S = 300
"""CPU time that the grading process itself may use: right answers take 6 s."""
CPU_EXTENSION_S = 5
"""CPU time for each further check, once the allowance is spent."""


checks_in_progress = 0
"""How many checks run now: only in one of them is GraderCpuSpent raised, where it decides a verdict."""


class GraderCpuSpent(Exception):
    """The grading process has used its CPU time; it says nothing of the kit."""


@contextlib.contextmanager
def limit_grader_process() -> Iterator[None]:
    """Limit the memory and the CPU time of this process meanwhile.

    Beyond the memory, MemoryError is raised; beyond the time GraderCpuSpent, in the main thread. A limit that is
    lower stays. Processes that are started meanwhile have the same limit of memory.
    """
    held = address_space_bytes()
    maximum = held + MEMORY_ALLOWANCE_BYTES if held else resource.RLIM_INFINITY
    with lower_soft_limit(resource.RLIMIT_AS, maximum), limit_cpu_time():
        yield


def adjust_running_checks(change: int) -> None:
    """Count a check that begins (1) or ends (-1)."""
    global checks_in_progress
    checks_in_progress += change


@contextlib.contextmanager
def lower_soft_limit(name: int, maximum: int) -> Iterator[None]:
    """Lower one soft limit meanwhile."""
    soft, hard = resource.getrlimit(name)
    limits = [limit for limit in (soft, hard, maximum) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(name, (min(limits, default=resource.RLIM_INFINITY), hard))
    try:
        yield
    finally:
        resource.setrlimit(name, (soft, hard))


@contextlib.contextmanager
def limit_cpu_time() -> Iterator[None]:
    """Raise GraderCpuSpent in the main thread when the CPU time is spent; do nothing in another thread."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent_s = int(used.ru_utime + used.ru_stime)
    try:
        earlier = signal.signal(signal.SIGXCPU, raise_cpu_spent)
    except ValueError:  # not the main thread
        yield
        return
    try:
        with lower_soft_limit(resource.RLIMIT_CPU, spent_s + CPU_ALLOWANCE_S):
            yield
    finally:
        signal.signal(signal.SIGXCPU, earlier)


def raise_cpu_spent(number: int, frame: object) -> None:
    """Give the process a little more time, for the checks that are left, and end the check that runs now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    more = soft + CPU_EXTENSION_S
    resource.setrlimit(resource.RLIMIT_CPU, (more if hard == resource.RLIM_INFINITY else min(more, hard), hard))
    if checks_in_progress:
        raise GraderCpuSpent(f"the grader spent {CPU_ALLOWANCE_S} s of CPU on what the servers sent")


def address_space_bytes() -> int:
    """Return the address space of this process; 0 if the kernel does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def memory_limit_of_check() -> int:
    """Return the address space at which a check that begins now must end, before MemoryError comes; 0 for no limit.

    Only the reserve is left then. What an earlier check freed stays in the address space, and can be used again: if
    the process begins with little left, half of that may be added.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    held = address_space_bytes()
    return 0 if soft == resource.RLIM_INFINITY else max(soft - MEMORY_RESERVE_BYTES, (held + soft) // 2)


def collect_where_memory_is_low() -> None:
    """Collect cycles if this process has used half of what it may, and has made many objects since the last time.

    A collection looks at all objects. What a design's runs hold takes it half a second, before each of 22 checks.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    is_low = soft != resource.RLIM_INFINITY and address_space_bytes() > soft - MEMORY_ALLOWANCE_BYTES // 2
    if is_low and gc.get_count()[0] > OBJECTS_WORTH_A_COLLECTION:
        gc.collect()

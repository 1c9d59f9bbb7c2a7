"""The kernel's resource limits of a worker."""

from __future__ import annotations

import os
import resource

MEMORY_BYTES = 128 << 20
"""Address space of a worker that is alone, Python and the kit's 25 MB included. Right answers need 35 MB in all."""
MINIMUM_BYTES = 24 << 20
"""What a worker may always add to its start size, whatever the limits of the others: right answers add 10 MB."""
FALLBACK_BYTES = MEMORY_BYTES // 2
"""Address space of each worker if /proc does not show the other workers of its submission."""
CPU_S = 120
"""Total CPU time of one worker; one event has much less (worker_hosts.py)."""
OPEN_FILES = 8

RESOURCE_LIMITS = {
    resource.RLIMIT_CPU: CPU_S,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_NOFILE: OPEN_FILES,
    resource.RLIMIT_MEMLOCK: 0,
}


def apply_resource_limits(zygote_pid: int) -> None:
    """Lower this process's limits for good; a lower limit stays. `zygote_pid` forked this process."""
    lower_limit(resource.RLIMIT_AS, memory_allowance_bytes(zygote_pid))
    for name, most in RESOURCE_LIMITS.items():
        lower_limit(name, most)


def lower_limit(name: int, maximum: int) -> None:
    """Lower one limit to `maximum`, unless it is lower."""
    _, hard = resource.getrlimit(name)
    least = maximum if hard == resource.RLIM_INFINITY else min(maximum, hard)
    resource.setrlimit(name, (least, least))


def memory_allowance_bytes(zygote_pid: int) -> int:
    """Return the address space that this fresh worker may take, less what the other workers may still add.

    A check may have many workers; their limits would add up, with two submissions at a time, to gigabytes. Their use so
    far says nothing: they may take the rest at any time.
    """
    workers = set(child_pids(zygote_pid))
    if str(os.getpid()) not in workers:
        return FALLBACK_BYTES
    start = address_space_bytes("self")
    granted = sum(max(0, address_space_limit_bytes(worker) - start) for worker in workers - {str(os.getpid())})
    return max(MEMORY_BYTES - granted, start + MINIMUM_BYTES)


def child_pids(pid: int) -> list[str]:
    """Return the pids that a process's first thread started; none if the kernel does not list them."""
    return read_proc(f"/proc/{pid}/task/{pid}/children").split()  # a zygote has one thread


def address_space_bytes(pid: str) -> int:
    """Return the address space of a process; 0 if it has ended or the kernel does not say."""
    pages = read_proc(f"/proc/{pid}/statm").partition(" ")[0]
    return int(pages) * resource.getpagesize() if pages.isdigit() else 0


def address_space_limit_bytes(pid: str) -> int:
    """Return the address space limit of a process; 0 if it has ended or the kernel does not say."""
    _, _, told = read_proc(f"/proc/{pid}/limits").partition("Max address space")
    most = told.split(maxsplit=1)[:1]
    return int(most[0]) if most and most[0].isdigit() else 0


def read_proc(path: str) -> str:
    """Return the text of a file of /proc, "" if it is missing. Each worker reads some, so it must be quick."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        return os.read(fd, 1 << 16).decode()
    except OSError:  # the process has just ended
        return ""
    finally:
        os.close(fd)

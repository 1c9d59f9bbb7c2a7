"""What a worker may use, set by the kernel's resource limits."""

from __future__ import annotations

import os
import resource

MEMORY_BYTES = 128 << 20
"""Address space of a worker that is alone, Python and the kit's 25 MB included. Right answers need 35 MB in all."""
LEAST_BYTES = 24 << 20
"""What a worker may always add to its start, whatever the others of its submission may: right answers add 10 MB."""
UNSEEN_BYTES = MEMORY_BYTES // 2
"""Address space of each worker where /proc does not show a worker the others of its submission."""
CPU_S = 120
"""CPU time of one worker in all; one event has much less (worker.host)."""
FILES = 8

LIMITS = {
    resource.RLIMIT_CPU: CPU_S,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_NOFILE: FILES,
    resource.RLIMIT_MEMLOCK: 0,
}


def limit(zygote: int) -> None:
    """Lower this process's limits for good; one that is lower already stays. `zygote` is the pid it was forked by."""
    lower(resource.RLIMIT_AS, memory_left_bytes(zygote))
    for name, most in LIMITS.items():
        lower(name, most)


def lower(name: int, most: int) -> None:
    """Lower one limit to `most`, unless it is lower."""
    _, hard = resource.getrlimit(name)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(name, (least, least))


def memory_left_bytes(zygote: int) -> int:
    """Return the address space that this fresh worker may take: what the others may add to their start is theirs.

    A check may have many workers; what each of them could keep would add up, two submissions at a time, to gigabytes.
    What they hold by now says nothing: they may take the rest when no one looks.
    """
    workers = set(children_of(zygote))
    if str(os.getpid()) not in workers:
        return UNSEEN_BYTES
    start = size_bytes("self")
    granted = sum(max(0, limit_bytes(worker) - start) for worker in workers - {str(os.getpid())})
    return max(MEMORY_BYTES - granted, start + LEAST_BYTES)


def children_of(process: int) -> list[str]:
    """Return the pids that a process's first thread started; none where the kernel does not list them."""
    return read(f"/proc/{process}/task/{process}/children").split()  # a zygote has one thread


def size_bytes(process: str) -> int:
    """Return the address space of a process, 0 where it has just ended or the kernel does not tell."""
    pages = read(f"/proc/{process}/statm").partition(" ")[0]
    return int(pages) * resource.getpagesize() if pages.isdigit() else 0


def limit_bytes(process: str) -> int:
    """Return the address space that a process may take, 0 where it has just ended or the kernel does not tell."""
    _, _, told = read(f"/proc/{process}/limits").partition("Max address space")
    most = told.split(maxsplit=1)[:1]
    return int(most[0]) if most and most[0].isdigit() else 0


def read(path: str) -> str:
    """Return the text of a file of /proc, "" where it is not there: each worker reads some, so it must be quick."""
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

"""What a worker may use, set by the kernel's resource limits."""

from __future__ import annotations

import resource

MEMORY_BYTES = 512 << 20
CPU_S = 120
"""CPU time of one worker in all; one event has much less (worker.host)."""
FILES = 8

LIMITS = {
    resource.RLIMIT_AS: MEMORY_BYTES,
    resource.RLIMIT_CPU: CPU_S,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_NOFILE: FILES,
    resource.RLIMIT_MEMLOCK: 0,
}


def limit() -> None:
    """Lower this process's limits for good; one that is lower already stays."""
    for name, most in LIMITS.items():
        _, hard = resource.getrlimit(name)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(name, (least, least))

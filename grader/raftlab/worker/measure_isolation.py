"""The isolation level that this machine reaches, measured, and how to get a higher one."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

from raftlab.errors import KitError, SubmissionError, UsageError
from raftlab.jail.bubblewrap import find_bubblewrap
from raftlab.jail.seccomp import ARCHITECTURES
from raftlab.worker.responses import JailResponse
from raftlab.worker.wire import LoadLayers
from raftlab.worker.worker_hosts import WorkerHosts

LEVEL_MEANINGS = {
    "L3": "bubblewrap, strict seccomp, Landlock and resource limits",
    "L2": "strict seccomp and resource limits",
    "L1": "resource limits only: a submission can read files and reach the network",
    "L0": "no wall: the submission runs in the grader's own process",
}
MINIMUM_LEVEL = "L2"
"""The lowest level that keeps a stranger's code from reaching anything."""


@dataclass(frozen=True)
class MeasuredLevel:
    """The level that a worker measured in its jail; `repair` says how to get a higher one, "" at the highest."""

    level: str
    mechanisms: tuple[str, ...]
    leaks: tuple[str, ...]
    repair: str

    @property
    def description(self) -> str:
        """Return the level in words."""
        return LEVEL_MEANINGS[self.level]


def measure_level(maximum_level: str = "L3") -> MeasuredLevel:
    """Start a worker without a submission and return what it measured. KitError if none starts."""
    with WorkerHosts(LoadLayers((), ()), maximum_level) as hosts:
        hello = hosts.hello
    return MeasuredLevel(hello.level, hello.walls, hello.leaks, repair_text(hello))


def repair_text(hello: JailResponse) -> str:
    """Return how to get a higher level on this machine."""
    if hello.level == "L3":
        return ""
    if hello.level == "L1":
        if sys.platform != "linux" or platform.machine() not in ARCHITECTURES:
            return "a Linux machine (x86-64 or aarch64), or a Linux container or virtual machine, gives L2"
        return "this kernel or container refuses seccomp filters; allow the seccomp system call to get L2"
    if not any(wall.startswith("landlock") for wall in hello.walls):
        return "this kernel has no Landlock (Linux 5.13; boot with lsm=landlock,…); with it and bubblewrap you get L3"
    if find_bubblewrap() is None:
        return "install bubblewrap to get L3 (Debian, Ubuntu: apt install bubblewrap)"
    return "bubblewrap is installed but cannot start: allow user namespaces to get L3 (inside a container L2 is usual)"


class WeakJailError(UsageError):
    """The measured jail is weaker than the required one: no submission ran."""


def require_level(level: str, minimum: str = MINIMUM_LEVEL) -> None:
    """Refuse to grade others' code at a `level` below `minimum`. WeakJailError with the repair."""
    if level < minimum:
        raise WeakJailError(
            f"the jail reaches only {level} here ({LEVEL_MEANINGS[level]}); grading others' code needs {minimum}: "
            f"`raftlab doctor` tells how to get it; --allow-level {level} grades all the same, and each result says so"
        )


def start_failure_text(error: SubmissionError | KitError) -> str:
    """Return the message if no worker starts at all."""
    return f"a worker does not start here: {error}; nothing can be graded but with --in-process"

"""How strictly a submission is jailed on this machine, measured, and how to get more."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

from raftlab.errors import KitFault, SubmissionFault, UsageFault
from raftlab.jail.bubblewrap import find_bubblewrap
from raftlab.jail.seccomp import MACHINES
from raftlab.worker.answers import Hello
from raftlab.worker.host import WorkerHosts
from raftlab.worker.wire import Load

MEANING = {
    "L3": "bubblewrap, strict seccomp, Landlock and resource limits",
    "L2": "strict seccomp and resource limits",
    "L1": "resource limits only: a submission can read files and reach the network",
    "L0": "no wall: the submission runs in the grader's own process",
}
FOR_STRANGERS = "L2"
"""The lowest level that keeps a stranger's code from reaching anything."""


@dataclass(frozen=True)
class Measured:
    """What a worker found its jail to be; `repair` is how to get a higher level, "" at the highest."""

    level: str
    walls: tuple[str, ...]
    leaks: tuple[str, ...]
    repair: str

    @property
    def meaning(self) -> str:
        """Return the level in words."""
        return MEANING[self.level]


def measure(ceiling: str = "L3") -> Measured:
    """Start a worker with no submission in it and return what it measured. KitFault where none can be started."""
    with WorkerHosts(Load((), ()), ceiling) as hosts:
        hello = hosts.hello
    return Measured(hello.level, hello.walls, hello.leaks, repair(hello))


def repair(found: Hello) -> str:
    """Return what would give a higher level on this machine."""
    if found.level == "L3":
        return ""
    if found.level == "L1":
        if sys.platform != "linux" or platform.machine() not in MACHINES:
            return "a Linux machine (x86-64 or aarch64), or a Linux container or virtual machine, gives L2"
        return "this kernel or container refuses seccomp filters; allow the seccomp system call to get L2"
    if not any(wall.startswith("landlock") for wall in found.walls):
        return "this kernel has no Landlock (Linux 5.13; boot with lsm=landlock,…); with it and bubblewrap you get L3"
    if find_bubblewrap() is None:
        return "install bubblewrap to get L3 (Debian, Ubuntu: apt install bubblewrap)"
    return "bubblewrap is installed but cannot start: allow user namespaces to get L3 (inside a container L2 is usual)"


class TooWeak(UsageFault):
    """The jail that was measured is weaker than what was asked for: nothing of a submission was run."""


def demand(level: str, least: str = FOR_STRANGERS) -> None:
    """Refuse to grade strangers' code at a `level` below `least`. TooWeak with the repair."""
    if level < least:
        raise TooWeak(
            f"the jail reaches only {level} here ({MEANING[level]}); grading others' code needs {least}: "
            f"`raftlab doctor` tells how to get it; --allow-level {level} grades all the same, and each result says so"
        )


def unstarted(fault: SubmissionFault | KitFault) -> str:
    """Return what is said where no worker can be started at all."""
    return f"a worker does not start here: {fault}; nothing can be graded but with --in-process"

"""The self-jail of a worker: everything given up, in the one order that works, before it reads its first question."""

from __future__ import annotations

import fcntl
import os
import sys
from dataclasses import dataclass

from raftlab.jail.kernel import die_with_parent, drop_root, hide_memory
from raftlab.jail.landlock import Ruleset, empty_ruleset
from raftlab.jail.limits import limit
from raftlab.jail.probe import leaks
from raftlab.jail.seccomp import ANSWERS_FD, ASKS_FD, Filter

NOWHERE_FD, RULESET_FD, CONTROL_FD, SPARE_FD, LAST_FD = 63, 64, 65, 66, 256
"""Where a zygote keeps what is its own, out of the way of a worker's two pipes; it opens nothing from LAST_FD on."""


@dataclass(frozen=True)
class Walls:
    """What a zygote makes ready for its workers. `outer` tells whether a bubblewrap was measured around it."""

    parent: int
    filter: Filter
    ruleset: Ruleset
    outer: bool
    strict: bool


@dataclass(frozen=True)
class Finding:
    """What the jail around this process turned out to be."""

    level: str
    walls: tuple[str, ...]
    leaks: tuple[str, ...]


def make_walls(strict: bool) -> Walls:
    """Prepare in the zygote what a worker then needs one call for. `strict` False builds rlimits only: level L1."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, NOWHERE_FD, inheritable=False)
    os.close(nowhere)
    return Walls(os.getpid(), Filter(), empty_ruleset(RULESET_FD), is_wrapped(), strict)


def confine(walls: Walls, asks: int, answers: int) -> Finding:
    """Jail this freshly forked process for good and return what was measured from inside."""
    keep_only(asks, answers)
    drop_root()
    die_with_parent(walls.parent)
    hide_memory()
    limit(walls.parent)
    built = ["rlimits"]
    if walls.strict:
        if walls.ruleset.install():
            built.append(f"landlock {walls.ruleset.abi}")
        close_quietly(walls.ruleset.fd)
        if walls.filter.install():
            built.append("seccomp")
    found = leaks()
    return Finding(level_of(built, found, walls.outer), (*built, *(["bubblewrap"] if walls.outer else [])), found)


def level_of(built: list[str], found: tuple[str, ...], outer: bool) -> str:
    """Return the level: what was built counts only where the probe found no leak."""
    if found or "seccomp" not in built:
        return "L1"
    return "L3" if outer and any(wall.startswith("landlock") for wall in built) else "L2"


def keep_only(asks: int, answers: int) -> None:
    """Close every descriptor but the two pipe ends at their fixed places, and the ruleset; 0 to 2 lead nowhere."""
    held = [fcntl.fcntl(fd, fcntl.F_DUPFD, SPARE_FD) for fd in (asks, answers)]
    os.dup2(held[0], ASKS_FD, inheritable=False)
    os.dup2(held[1], ANSWERS_FD, inheritable=False)
    for fd in (0, 1, 2):
        os.dup2(NOWHERE_FD, fd)
    os.closerange(ANSWERS_FD + 1, RULESET_FD)
    os.closerange(RULESET_FD + 1, LAST_FD)


def close_quietly(fd: int) -> None:
    """Close `fd` if it is open."""
    try:
        os.close(fd)
    except OSError:
        pass


def is_wrapped() -> bool:
    """Tell whether a bubblewrap stands around this process: no host's files, network or processes in sight."""
    if sys.platform != "linux":
        return False
    import socket

    nothing = not any(os.path.exists(path) for path in ("/etc/passwd", "/sys", "/var"))
    return nothing and os.getppid() <= 1 and [name for _, name in socket.if_nameindex()] in ([], ["lo"])

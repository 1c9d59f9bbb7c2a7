"""The self-jail of a worker: it drops all rights, in the one order that works, before its first request."""

from __future__ import annotations

import fcntl
import os
import sys
from dataclasses import dataclass

from raftlab.jail.escape_probe import find_breaches
from raftlab.jail.kernel_calls import die_with_parent, drop_root, hide_memory
from raftlab.jail.landlock import Ruleset, empty_ruleset
from raftlab.jail.rlimits import apply_resource_limits
from raftlab.jail.seccomp import REQUEST_FD, RESPONSE_FD, SeccompFilter

DEV_NULL_FD, RULESET_FD, CONTROL_FD, TEMPORARY_FD, FD_LIMIT = 63, 64, 65, 66, 256
"""A zygote's own descriptors, away from a worker's two pipes; it opens none from FD_LIMIT on."""


@dataclass(frozen=True)
class JailSetup:
    """What a zygote prepares for its workers. `has_bubblewrap`: it measured a bubblewrap around itself."""

    parent_pid: int
    seccomp_filter: SeccompFilter
    ruleset: Ruleset
    has_bubblewrap: bool
    is_strict: bool


@dataclass(frozen=True)
class MeasuredJail:
    """The measured jail of this process."""

    level: str
    mechanisms: tuple[str, ...]
    leaks: tuple[str, ...]


def prepare_jail(is_strict: bool) -> JailSetup:
    """Prepare the jail in the zygote, so that a worker needs one call each. is_strict False: rlimits only, level L1."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, DEV_NULL_FD, inheritable=False)
    os.close(nowhere)
    return JailSetup(os.getpid(), SeccompFilter(), empty_ruleset(RULESET_FD), is_in_bubblewrap(), is_strict)


def confine_process(setup: JailSetup, request_fd: int, response_fd: int) -> MeasuredJail:
    """Jail this freshly forked process for good and return what it measured from inside."""
    close_other_fds(request_fd, response_fd)
    drop_root()
    die_with_parent(setup.parent_pid)
    hide_memory()
    apply_resource_limits(setup.parent_pid)
    built = ["rlimits"]
    if setup.is_strict:
        if setup.ruleset.install():
            built.append(f"landlock {setup.ruleset.abi}")
        close_quietly(setup.ruleset.fd)
        if setup.seccomp_filter.install():
            built.append("seccomp")
    found = find_breaches()
    return MeasuredJail(
        measured_level(built, found, setup.has_bubblewrap),
        (*built, *(["bubblewrap"] if setup.has_bubblewrap else [])),
        found,
    )


def measured_level(mechanisms: list[str], leaks: tuple[str, ...], has_bubblewrap: bool) -> str:
    """Return the level: mechanisms count only if the probe found no leak."""
    if leaks or "seccomp" not in mechanisms:
        return "L1"
    return "L3" if has_bubblewrap and any(wall.startswith("landlock") for wall in mechanisms) else "L2"


def close_other_fds(request_fd: int, response_fd: int) -> None:
    """Close all descriptors but the ruleset and the two pipe ends, which get fixed numbers; 0-2 are /dev/null."""
    held = [fcntl.fcntl(fd, fcntl.F_DUPFD, TEMPORARY_FD) for fd in (request_fd, response_fd)]
    os.dup2(held[0], REQUEST_FD, inheritable=False)
    os.dup2(held[1], RESPONSE_FD, inheritable=False)
    for fd in (0, 1, 2):
        os.dup2(DEV_NULL_FD, fd)
    os.closerange(RESPONSE_FD + 1, RULESET_FD)
    os.closerange(RULESET_FD + 1, FD_LIMIT)


def close_quietly(fd: int) -> None:
    """Close `fd` if it is open."""
    try:
        os.close(fd)
    except OSError:
        pass


def is_in_bubblewrap() -> bool:
    """Return whether this process is in bubblewrap: it sees no files, network or processes of the host."""
    if sys.platform != "linux":
        return False
    import socket

    nothing = not any(os.path.exists(path) for path in ("/etc/passwd", "/sys", "/var"))
    return nothing and os.getppid() <= 1 and [name for _, name in socket.if_nameindex()] in ([], ["lo"])

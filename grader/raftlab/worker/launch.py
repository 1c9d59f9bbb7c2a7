"""How a zygote is started: the command, its environment, and what of this machine it is shown."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import msgspec

import raftlab
from raftlab.jail.bubblewrap import find_bubblewrap, wrapped


@dataclass(frozen=True)
class Launch:
    """One way to start a zygote. `aims_at` is the level that it can reach; what it reaches is measured inside."""

    aims_at: str
    strict: bool
    bwrap: str | None = None

    def start(self, control: socket.socket, hash_seed: int) -> subprocess.Popen[bytes]:
        """Start the zygote on its end of the control socket."""
        command = [python(), "-S", "-P", "-B", "-m", "raftlab.worker.zygote", str(control.fileno())]
        if not self.strict:
            command.append("rlimits-only")
        return subprocess.Popen(
            wrapped(self.bwrap, command, visible()) if self.bwrap else command,
            pass_fds=[control.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=worker_environment(hash_seed),
            cwd="/",
            process_group=0,  # a terminal's Ctrl-C is the grader's to handle: it would end bubblewrap, and all within
        )


def launches(ceiling: str) -> list[Launch]:
    """Return the ways to start a zygote, best first, none that aims higher than `ceiling`."""
    bwrap = find_bubblewrap()
    ways = [Launch("L3", True, bwrap)] if bwrap else []
    ways += [Launch("L2", True), Launch("L1", False)]
    return [way for way in ways if way.aims_at <= ceiling]


def python() -> str:
    """Return the interpreter itself, past the links of a virtual environment."""
    return os.path.realpath(sys.executable)


def packages() -> tuple[Path, ...]:
    """Return the folders of the packages that a zygote imports, besides Python's own."""
    return tuple(Path(str(module.__file__)).resolve().parent for module in (raftlab, msgspec))


def visible() -> tuple[str, ...]:
    """Return the paths that a zygote behind the outer wall can read: Python, this package, the labs."""
    from raftlab.labs import __path__ as labs

    libraries = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), sysconfig.get_config_var("LIBDIR")]
    found = [python(), *map(str, libraries), *map(str, packages()), *labs]
    return tuple(dict.fromkeys(path for path in found if os.path.exists(path)))


def worker_environment(hash_seed: int) -> dict[str, str]:
    """Return the whole environment of a zygote: nothing of the grader's but where the kit lies."""
    kept = {name: os.environ[name] for name in ("RAFTLAB_KIT",) if name in os.environ}
    path = os.pathsep.join(dict.fromkeys(str(package.parent) for package in packages()))
    return {"PYTHONHASHSEED": str(hash_seed), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path, **kept}

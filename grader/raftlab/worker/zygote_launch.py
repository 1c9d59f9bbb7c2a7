"""Starts a zygote: the command, its environment, and the files that it can read."""

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
from raftlab.jail.bubblewrap import bubblewrap_command, find_bubblewrap


@dataclass(frozen=True)
class LaunchMethod:
    """One way to start a zygote. `target_level` is the level that it can reach; its workers measure the real one."""

    target_level: str
    is_strict: bool
    bwrap_path: str | None = None

    def start(self, control_socket: socket.socket, hash_seed: int) -> subprocess.Popen[bytes]:
        """Start the zygote on its end of the control socket."""
        command = [interpreter_path(), "-S", "-P", "-B", "-m", "raftlab.worker.zygote", str(control_socket.fileno())]
        if not self.is_strict:
            command.append("rlimits-only")
        return subprocess.Popen(
            bubblewrap_command(self.bwrap_path, command, visible_paths()) if self.bwrap_path else command,
            pass_fds=[control_socket.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=zygote_environment(hash_seed),
            cwd="/",
            process_group=0,  # a terminal's Ctrl-C is the grader's to handle: it would end bubblewrap, and all within
        )


def launch_methods(maximum_level: str) -> list[LaunchMethod]:
    """Return the ways to start a zygote, best first, none above `maximum_level`."""
    bwrap = find_bubblewrap()
    ways = [LaunchMethod("L3", True, bwrap)] if bwrap else []
    ways += [LaunchMethod("L2", True), LaunchMethod("L1", False)]
    return [way for way in ways if way.target_level <= maximum_level]


def interpreter_path() -> str:
    """Return the interpreter itself, past the links of a virtual environment."""
    return os.path.realpath(sys.executable)


def package_folders() -> tuple[Path, ...]:
    """Return the folders of the packages that a zygote imports, besides Python's own."""
    return tuple(Path(str(module.__file__)).resolve().parent for module in (raftlab, msgspec))


def visible_paths() -> tuple[str, ...]:
    """Return the paths that a zygote in bubblewrap can read: Python, this package, the labs."""
    from raftlab.labs import __path__ as labs

    libraries = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), sysconfig.get_config_var("LIBDIR")]
    found = [interpreter_path(), *map(str, libraries), *map(str, package_folders()), *labs]
    return tuple(dict.fromkeys(path for path in found if os.path.exists(path)))


def zygote_environment(hash_seed: int) -> dict[str, str]:
    """Return the whole environment of a zygote: of the grader's, only the location of the kit."""
    kept = {name: os.environ[name] for name in ("RAFTLAB_KIT",) if name in os.environ}
    path = os.pathsep.join(dict.fromkeys(str(package.parent) for package in package_folders()))
    return {"PYTHONHASHSEED": str(hash_seed), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path, **kept}

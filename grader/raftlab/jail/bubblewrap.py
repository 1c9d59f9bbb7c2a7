"""The outer sandbox: bubblewrap around the zygote, without network or other processes, with few files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
NOBODY_ID = "65534"


def find_bubblewrap() -> str | None:
    """Return the path of bwrap, or None."""
    return shutil.which("bwrap", path=f"{os.defpath}:/usr/local/bin")


def bubblewrap_command(bwrap_path: str, command: list[str], visible_paths: Iterable[str]) -> list[str]:
    """Return the command that runs `command` in bubblewrap, with `visible_paths` read-only.

    It inherits open descriptors and the environment. All processes in it end with the process that started it.
    """
    outer = [bwrap_path, "--unshare-all", "--unshare-user", "--uid", NOBODY_ID, "--gid", NOBODY_ID, "--cap-drop", "ALL"]
    outer += ["--die-with-parent", "--new-session", "--hostname", "lab", "--proc", "/proc", "--dev", "/dev"]
    for path in (*SYSTEM_LIBRARIES, *visible_paths):
        outer += ["--ro-bind-try", path, path]
    return [*outer, "--remount-ro", "/", "--chdir", "/", "--", *command]

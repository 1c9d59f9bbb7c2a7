"""The outer wall: a bubblewrap around the zygote, with no network, no other process, and only the files it is shown."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
NOBODY_ID = "65534"


def find_bubblewrap() -> str | None:
    """Return where bwrap is installed, None where it is not."""
    return shutil.which("bwrap", path=f"{os.defpath}:/usr/local/bin")


def bubblewrap_command(bwrap_path: str, command: list[str], visible_paths: Iterable[str]) -> list[str]:
    """Return the command that runs `command` inside the wall, which shows it `visible`, read-only.

    Open descriptors and the environment pass through. The wall falls, and all inside it ends, with whoever started it.
    """
    outer = [bwrap_path, "--unshare-all", "--unshare-user", "--uid", NOBODY_ID, "--gid", NOBODY_ID, "--cap-drop", "ALL"]
    outer += ["--die-with-parent", "--new-session", "--hostname", "lab", "--proc", "/proc", "--dev", "/dev"]
    for path in (*SYSTEM_LIBRARIES, *visible_paths):
        outer += ["--ro-bind-try", path, path]
    return [*outer, "--remount-ro", "/", "--chdir", "/", "--", *command]

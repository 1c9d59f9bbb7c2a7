"""The processes of a command, found by a mark in their environment: they are seen though their parent has gone."""

from __future__ import annotations

import os
from pathlib import Path


def marked_processes(mark: bytes) -> list[str]:
    """Return the ids of the processes that have the mark in their environment."""
    return [pid for pid in os.listdir("/proc") if pid.isdigit() and mark in process_environment(pid)]


def process_environment(pid: str) -> bytes:
    """Return the environment of a process, nothing where it has gone."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""

"""How a command ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """A command's exit code, its output and its messages."""

    code: int
    out: str
    err: str


Raftlab = Callable[..., Ended]
"""Runs one command line."""

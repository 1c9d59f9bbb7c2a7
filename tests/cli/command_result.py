"""How a command ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class CommandResult:
    """A command's exit code, its output and its messages."""

    code: int
    out: str
    err: str


RunCommand = Callable[..., CommandResult]
"""Runs one command line."""

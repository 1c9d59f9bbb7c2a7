"""The kit of a staff machine, which holds the reference."""

from __future__ import annotations

from raftlab.errors import UsageError
from raftlab.kit import Kit, find_kit


def find_staff_kit() -> Kit:
    """Return the kit with its reference. UsageError for a student kit."""
    kit = find_kit()
    if not kit.reference.is_dir():
        raise UsageError(f"{kit.root} has no reference; use a checkout of the whole kit")
    return kit

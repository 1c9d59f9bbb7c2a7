"""Finds the index that the pictures of a run mark with a ring."""

from __future__ import annotations

from raftlab.trace import Trace


def find_ringed_index(trace: Trace) -> int | None:
    """Return the index to ring: the badge's, else the first that a violation names; None without either."""
    badge_index = next((panel.badge.index for panel in trace.panels if panel.badge), None)
    return badge_index or next((v.index for v in trace.violations if v.index), None)

"""The badge of a panel: may a server commit an index? The answer comes with its arithmetic."""

from __future__ import annotations

from raftlab.simulator.governing_configuration import voter_counts
from raftlab.simulator.world import World
from raftlab.trace import CommitBadge


def make_commit_badge(world: World, server: str, index: int) -> CommitBadge:
    """Return the badge for committing `index` on `server`, in the current state of the world."""
    view = world.view(server)
    entry = view.log[index - 1] if len(view.log) >= index else None
    storing = [other for other in world.servers if entry and world.log_of(other)[:index] == view.log[:index]]
    if entry is None:
        answer = f"NO: {server} has no entry {index}"
    elif view.commitIndex >= index:
        is_safe = any(each.term == view.currentTerm for each in view.log[index - 1 : view.commitIndex])
        answer = "YES" if is_safe else "YES (unsafe)"
    elif entry.term != view.currentTerm:
        answer = f"NO: log[{index}].term {entry.term} is not currentTerm {view.currentTerm}"
    else:
        answer = "NO"
    return CommitBadge(
        "commit?", server, index, answer, f"{holder_count_text(world, server, storing)} hold index {index}"
    )


def holder_count_text(world: World, server: str, storing: list[str]) -> str:
    """Return how many servers hold the entry: once the configuration has changed, how many voters of each side."""
    if not world.has_configurations or (configuration := world.governing(world.log_of(server))) == world.governing(()):
        return f"{len(storing)} of {len(world.servers)}"
    counts = [f"{count} of {size}" for count, size in voter_counts(configuration, storing)]
    return f"{' and '.join(counts)} voters"

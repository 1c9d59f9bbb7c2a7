"""The configuration that governs a log, and its majorities. (Raft §6)"""

from __future__ import annotations

from collections.abc import Collection

from raftlab.server import Configuration, Entry


def governing_configuration(log: tuple[Entry, ...], initial: Configuration) -> Configuration:
    """Return the last configuration in a whole log, committed or not; the initial one if there is none."""
    for entry in reversed(log):
        if (members := entry.configuration) is not None:
            return members
    return initial


def has_majority(configuration: Configuration, servers: Collection[str]) -> bool:
    """Return whether `servers` hold a majority of the voters; of a joint configuration, of each side.

    A side without voters decides nothing.
    """
    old_voters = configuration.old_voters or ()
    sides = [side for side in (old_voters, configuration.voters) if side]
    return all(2 * sum(voter in servers for voter in side) > len(side) for side in sides)


def voter_count_text(configuration: Configuration, servers: Collection[str]) -> str:
    """Return the count of voters among `servers`: "2 of 3 servers", of a joint configuration for each side."""
    counts = [f"{count} of {size}" for count, size in voter_counts(configuration, servers)]
    return f"{' and '.join(counts)} {'voters' if len(counts) > 1 else 'servers'}"


def voter_counts(configuration: Configuration, servers: Collection[str]) -> list[tuple[int, int]]:
    """Return how many voters of each side are among `servers`, and how many it has: the old side first."""
    sides = [side for side in (configuration.old_voters, configuration.voters) if side is not None]
    return [(sum(voter in servers for voter in side), len(side)) for side in sides]

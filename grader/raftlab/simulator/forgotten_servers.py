"""Tells whether no server of the cluster needs a removed server any more, so that its disk may be lost.

The server has given votes and acknowledgements that it will no longer know of. Nobody may still count on them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from raftlab.server import Entry
from raftlab.worker.responses import ObservedState, PersistEffect

Log = tuple[Entry, ...]


def is_forgotten_by_cluster(
    server: str,
    running: Mapping[str, ObservedState],
    disks: Mapping[str, PersistEffect],
    initial_voters: Collection[str],
) -> bool:
    """Return whether the cluster has forgotten `server`.

    The empty log of an initial voter counts as one that lacks the removal: two servers that start again with nothing
    believe in the initial configuration, and might elect each other.
    """
    committed = max((seen.log[: seen.commitIndex] for seen in running.values()), key=len, default=())
    logs = [(other, disk.log) for other, disk in disks.items()] + [(other, seen.log) for other, seen in running.items()]
    counted = [log for other, log in logs if other != server and (log or other in initial_voters)]
    return is_forgotten_by_logs(server, committed, counted)


def is_forgotten_by_logs(server: str, committed: Log, other_logs: Collection[Log]) -> bool:
    """Return whether a committed configuration leaves `server` out, every other log has it, and none names it later.

    committed: the longest log that is known to be committed. other_logs: of the other servers, in memory and on disk.
    """
    index = last_configuration_index(committed)
    if not index or has_member(committed[index - 1], server):
        return False
    last = (committed[index - 1],)
    return all(
        log[index - 1 : index] == last and not any(has_member(e, server) for e in log[index:]) for log in other_logs
    )


def last_configuration_index(log: Log) -> int:
    """Return the index of the last configuration in a log; 0 if it has none."""
    return next((at for at in range(len(log), 0, -1) if log[at - 1].configuration is not None), 0)


def has_member(entry: Entry, server: str) -> bool:
    """Return whether the entry holds a configuration with `server` as a member."""
    return entry.configuration is not None and server in entry.configuration.members

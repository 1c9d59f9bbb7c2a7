"""The state in which a check places a server: its log by terms, and what its role implies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from raftlab.server import Command, Entry, Options
from raftlab.worker.wire import BootServer, InitialState


def entry(term: int, index: int) -> Entry:
    """Return the entry at `index` of a log that is given by terms: a put named by (term, index)."""
    return Entry(term, Command("put", "x", f"{term}.{index}"))


def entries(terms_or_entries: Iterable[int | Entry], first: int = 1) -> tuple[Entry, ...]:
    """Return a log as entries, the one at index `first` first."""
    return tuple(
        each if isinstance(each, Entry) else entry(each, index)
        for index, each in enumerate(terms_or_entries, start=first)
    )


def server_ids(cluster: int | Iterable[str]) -> tuple[str, ...]:
    """Return the names of a cluster of that size: S1, S2, …"""
    return tuple(f"S{n}" for n in range(1, cluster + 1)) if isinstance(cluster, int) else tuple(cluster)


def boot_request(
    server: str,
    cluster: int | Iterable[str],
    options: Options,
    log: Iterable[int | Entry],
    initial: InitialState,
    match_index: dict[str, int] | None,
    next_index: dict[str, int] | None,
) -> BootServer:
    """Return the request that places `server`; its role decides what `initial` leaves open."""
    ids = server_ids(cluster)
    if server not in ids:
        raise ValueError(f"place({server!r}): the cluster is {', '.join(ids)}")
    told = {name: value for name in initial.__struct_fields__ if (value := getattr(initial, name)) is not None}
    first = 1 if initial.log_start is None else initial.log_start[0] + 1
    log = entries(log, first)
    own: dict[str, Any] = {"log": log, "lastApplied": initial.commitIndex}
    if initial.role in ("candidate", "leader"):
        own |= {"votedFor": server, "votesGranted": (server,)}
    if initial.role == "leader":
        known = (*ids, *(match_index or ()), *(next_index or ()))  # both have the same servers, as in every run
        others = [other for other in dict.fromkeys(known) if other != server]
        own["leaderId"] = server
        own["matchIndex"] = dict.fromkeys(others, 0) | (match_index or {})
        own["nextIndex"] = dict.fromkeys(others, first + len(log)) | (next_index or {})
    return BootServer(server, ids, options, initial_state=InitialState(**(own | told)))

"""What a node tells about itself, twice a second, to the page and to a storm."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from msgspec.structs import replace

from raftlab.cluster.operator_commands import Members
from raftlab.server import Entry, Record, Server

TAIL_ENTRIES = 64
"""How many of the last entries of its log a node reports."""
TEXT_LIMIT = 60
"""How much of a key or value a node reports."""
SAMPLE_COUNT = 2000


class NodeStatus(Record, frozen=True):
    """A node: its server's variables, the end of its log, and the calls that it answered. Latencies are in ms.

    The log begins at `first_index`. `members` is the configuration in force. `clock_rate`: 1 keeps the true time.
    """

    server: str
    role: str
    currentTerm: int
    votedFor: str | None
    leaderId: str | None
    commitIndex: int
    lastApplied: int
    last_index: int
    tail: tuple[Entry, ...]
    first_index: int
    members: Members
    clock_rate: float
    calls: int
    p50_ms: float
    p99_ms: float


@dataclass
class LatencySamples:
    """The calls that a node answered: how many, and how long the last ones took, in seconds."""

    count: int = 0
    samples_s: deque[float] = field(default_factory=lambda: deque(maxlen=SAMPLE_COUNT))

    def add(self, duration_s: float) -> None:
        """Add a call."""
        self.count += 1
        self.samples_s.append(duration_s)

    def percentile_ms(self, percent: float) -> float:
        """Return the latency that `percent` of the last calls did not exceed; 0 without calls."""
        ordered = sorted(self.samples_s)
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000, 3) if ordered else 0.0


def status_of(name: str, server: Server, samples: LatencySamples, clock_rate: float) -> NodeStatus:
    """Return the status of a server."""
    last = server.log.lastIndex()
    return NodeStatus(
        server=name,
        role=server.role,
        currentTerm=server.currentTerm,
        votedFor=server.votedFor,
        leaderId=server.leaderId,
        commitIndex=server.commitIndex,
        lastApplied=server.lastApplied,
        last_index=last,
        tail=tuple(map(truncate_entry, server.log.entriesFrom(max(server.log.firstIndex(), last - TAIL_ENTRIES + 1)))),
        first_index=server.log.firstIndex(),
        members=members_of(server),
        clock_rate=clock_rate,
        calls=samples.count,
        p50_ms=samples.percentile_ms(50),
        p99_ms=samples.percentile_ms(99),
    )


def truncate_entry(entry: Entry) -> Entry:
    """Return an entry with the beginnings of its texts."""
    command = entry.command
    if command is None or max(len(command.key), len(command.value)) <= TEXT_LIMIT:
        return entry
    command = replace(command, key=command.key[:TEXT_LIMIT], value=command.value[:TEXT_LIMIT])
    return replace(entry, command=command)


def members_of(server: Server) -> Members:
    """Return the configuration in force at a server, and whether it is committed."""
    found, log = server.configuration(), server.log
    at = log.lastIndex()
    while at >= log.firstIndex() and log[at].configuration is None:
        at -= 1
    index = at if at >= log.firstIndex() else 0
    return Members(found.voters, found.learners, found.old_voters or (), index, index <= server.commitIndex)

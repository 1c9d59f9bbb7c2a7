"""The bounds of a search, as data and as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from msgspec import UNSET

from raftlab.count_text import count_text
from raftlab.errors import UsageError
from raftlab.server import Options

UNTIMED_OPTIONS = Options(preVote=False, checkQuorum=False)
"""The default options of a search. A search has no clock, so nothing may depend on when a leader was last heard."""

Budget = Literal[
    "requests",
    "crashes",
    "restarts",
    "duplicates",
    "drops",
    "changes",
    "compactions",
    "reads",
    "transfers",
    "ticks",
    "rate_changes",
    "clock_jumps",
    "pauses",
    "disk_errors",
]
BUDGETS: tuple[Budget, ...] = get_args(Budget)
"""The budgets of a run."""


START_MS = 300.0
"""When a search with ticks begins: each server booted long enough ago that its election timer may fire."""
FAST_RATE = 1.25
"""How fast a clock runs that runs fast."""
JUMP_MS = -1_000_000.0
"""By how much a clock is set back."""


@dataclass(frozen=True)
class Bounds:
    """The bounds of a search. It is limited by a number of states, never by time. None means no bound.

    terms and log bound currentTerm and the last index of every server. requests, crashes and restarts bound, for one
    run, the client requests, the server crashes (also between two effects of a handler) and the restarts.
    changes bounds the requests to change the configuration: each adds a server, or removes one; with joint_changes, by
    way of a joint configuration. The last `spares` of the servers are no voters at first. compactions bounds the
    requests to compact a log up to what is applied.
    reads bounds the clients' gets, at any server, and transfers the requests to hand the leadership over. With ticks,
    time passes: a run has at most that many turns of tick_ms, and no timer fires before its shortest delay by its
    server's own clock. Then rate_changes bounds how often a clock begins to run faster, by FAST_RATE, clock_jumps how
    often one is set back, and pauses how often a server stands still between taking an event and acting on it. Without
    ticks no time passes at all. A background write ends at any time after its beginning, or never, and the writes of a
    disk end in their order; disk_errors bounds those that fail.
    coarse: a step is an exchange (requests and their replies); otherwise it is one event.

    With fine steps the network keeps every message for ever: a message can be lost, late, repeated or overtaken
    without limit. Any of duplicates, drops and in_flight changes that: a delivered message is then removed, except
    for that many duplicates. A state with more than in_flight messages in flight is not expanded, so a lost message
    must be dropped; drops bounds how many. Without in_flight, a lost message is one that is never delivered, and
    costs nothing. UsageError for bounds that contradict each other.
    """

    servers: int = 3
    terms: int = 4
    log: int = 1
    crashes: int = 0
    coarse: bool = True
    states: int = 1_000_000
    depth: int | None = None
    options: Options = UNTIMED_OPTIONS
    requests: int | None = None
    restarts: int | None = None
    duplicates: int | None = None
    drops: int | None = None
    in_flight: int | None = None
    changes: int = 0
    spares: int = 0
    joint_changes: bool = False
    compactions: int = 0
    reads: int = 0
    transfers: int = 0
    ticks: int = 0
    tick_ms: float = 60.0  # two ticks are a lease of 150 / 1.25 ms, to the millisecond
    rate_changes: int = 0
    clock_jumps: int = 0
    pauses: int = 0
    disk_errors: int = 0

    def __post_init__(self) -> None:
        if not self.ticks and (self.rate_changes or self.clock_jumps or self.pauses):
            raise UsageError("clocks that run apart and pauses show only where time passes; add --ticks")
        if self.spares >= self.servers:
            raise UsageError(f"{self.spares} of {self.servers} servers are spares; leave at least one voter")
        if self.coarse and self.removes_delivered_messages:
            raise UsageError("duplicates, drops and in-flight bound single messages, not whole exchanges; add --fine")
        if self.drops is not None and self.in_flight is None:
            raise UsageError(
                "drops bounds nothing without in-flight: a message may stay undelivered for ever; add --in-flight"
            )

    @property
    def removes_delivered_messages(self) -> bool:
        """Return whether a message leaves the network when it is delivered."""
        return any(each is not None for each in (self.duplicates, self.drops, self.in_flight))

    @property
    def has_operations(self) -> bool:
        """Return whether there are events beyond those of elections and replication: reads, transfers, time, disks."""
        return bool(self.reads or self.transfers or self.ticks or self.options.disk is not UNSET)

    @property
    def server_names(self) -> tuple[str, ...]:
        """Return the servers, S1 first."""
        return tuple(f"S{number}" for number in range(1, self.servers + 1))

    @property
    def initial_voters(self) -> tuple[str, ...]:
        """Return the voters of the initial configuration."""
        return self.server_names[: self.servers - self.spares]

    def limit(self, budget: Budget) -> int | None:
        """Return the limit of a budget in one run; None for no limit."""
        limit: int | None = getattr(self, budget)
        return limit

    @property
    def text(self) -> str:
        """Return the bounds as one line."""
        parts = [f"{self.servers} servers", f"terms to {self.terms}", f"log to {self.log}"]
        parts += [] if self.requests is None else [count_text(self.requests, "request")]
        parts += [count_text(self.crashes, "crash", "es")]
        parts += [count_text(self.spares, "server") + " to add"] if self.spares else []
        kind = "joint change" if self.joint_changes else "change"
        parts += [f"{count_text(self.changes, kind)} of the configuration"] if self.changes else []
        parts += [count_text(self.compactions, "compaction")] if self.compactions else []
        parts += [count_text(count, noun) for count, noun in self._operation_counts if count]
        parts += [] if self.restarts is None else [count_text(self.restarts, "restart")]
        parts += (
            ["coarse steps (one exchange each)"] if self.coarse else ["fine steps (one event each)", self._network_text]
        )
        parts += [] if self.depth is None else [f"depth {self.depth}"]
        return ", ".join(parts)

    @property
    def _operation_counts(self) -> tuple[tuple[int, str], ...]:
        """Return how often each event happens that is no election and no replication, with its name."""
        return (
            (self.reads, "read"),
            (self.transfers, "transfer"),
            (self.ticks, f"{self.tick_ms:g}-ms tick"),
            (self.rate_changes, "faster clock"),
            (self.clock_jumps, "clock jump"),
            (self.pauses, "pause"),
            (self.disk_errors, "disk error"),
        )

    @property
    def _network_text(self) -> str:
        """Return as text what can happen to messages."""
        if not self.removes_delivered_messages:
            return "messages lost, late, repeated and reordered without limit"
        lost = "lost without limit" if self.drops is None else f"{self.drops} lost"
        repeated = "repeated without limit" if self.duplicates is None else f"{self.duplicates} repeated"
        at_once = "" if self.in_flight is None else f", at most {self.in_flight} in flight"
        return f"messages in any order, {lost}, {repeated}{at_once}"

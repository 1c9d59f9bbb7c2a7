"""One machine of a simulated deployment, and the options of the servers on it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import msgspec

from raftlab.design.design_document import Design
from raftlab.server import Options
from raftlab.trace import Act
from raftlab.worker.responses import PersistEffect, SnapshotEffect

HANDLER_MS = 0.05
"""The time that a server takes for one event, without its disk."""
JITTER = 0.1
"""By which part of it a latency varies."""
WARM_UP_MS = 300.0
"""How long before the clients begin a voter is bound by no promise any more."""
FIRST_ELECTION_MS = 5.0 - WARM_UP_MS
"""When the first server starts its election: 5 ms after the last promise of a voter is over."""
EVENT_LIMIT = 30_000
"""How many events a run may have. A design that causes more is measured up to there."""
SPARE_SERVERS = 3
"""How many servers may join a cluster later."""


@dataclass
class Node:
    """One server's machine: its region, its clock, its queue of events, and what it waits for."""

    region: str
    inbox: deque[tuple[Act, int]] = field(default_factory=deque)
    busy_until: float = -1e9
    stalled_until: float = -1e9
    paused_until: float = -1e9
    waiting_writes: int = 0  # background writes that the disk has not begun
    is_writing: bool = False  # whether the disk is at a background write
    lives: int = 0  # how often it has crashed
    clock: tuple[float, float, float] = (0.0, 0.0, 1.0)  # at this real time it showed this, and runs at this rate
    synced: tuple[PersistEffect | None, SnapshotEffect | None] = (None, None)
    timer_serials: dict[str, int] = field(default_factory=dict)

    def local_ms(self, now: float) -> float:
        """Return what its clock shows at the real time `now`."""
        real, shown, rate = self.clock
        return shown + (now - real) * rate

    def set_rate(self, now: float, rate: float) -> None:
        """Let its clock run at another rate from `now` on."""
        self.clock = (now, self.local_ms(now), rate)


def design_server_options(design: Design) -> Options:
    """Return the options of the servers of a design."""
    low, high = design["election_timeout"]
    options = Options(
        electionTimeout=(max(1, round(low)), max(1, round(high))),
        heartbeatInterval=max(1, round(design["heartbeat"])),
        entriesPerAppend=design["batch"],
        preVote=design["pre_vote"],
        checkQuorum=design["check_quorum"],
    )
    options = msgspec.structs.replace(
        options,
        no_op=True,
        window_messages=design["window"],
        disk="background" if design["disk"] == "background" else msgspec.UNSET,
    )
    if design["reads"] == "log":
        return options
    return msgspec.structs.replace(options, reads="lease" if design["reads"] == "lease" else "index")

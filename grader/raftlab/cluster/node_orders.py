"""What a storm, or a button of the page, does to a node: links, disk and timers. The node carries it out itself."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec

from raftlab.acts import CLOCK_JUMP_BOUNDS, CLOCK_RATE_BOUNDS
from raftlab.cluster.disk import DiskFaults
from raftlab.errors import UsageError
from raftlab.simulator.server_time import EXACT_CLOCK, ServerClock


class NodeOrder(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One order to a node, a line of JSON on its standard input. A field that is left out changes nothing.

    cut, heal: the servers to which it sends nothing, or sends again. delay_ms: for each message to `delay_to`, up to
    this long. stall_ms: each sync takes this much longer. fail_disk: the next write fails. clock_rate: how fast its
    timers and its clock run. jump_ms: its clock jumps. status: answer with a NodeStatus.
    """

    cut: tuple[str, ...] = ()
    heal: tuple[str, ...] = ()
    delay_to: tuple[str, ...] = ()
    delay_ms: float | None = None
    stall_ms: float | None = None
    fail_disk: bool = False
    clock_rate: Annotated[float, CLOCK_RATE_BOUNDS] | None = None
    jump_ms: Annotated[float, CLOCK_JUMP_BOUNDS] = 0.0
    status: bool = False


CLOCK_NAME = "clock.json"
"""The clock is the machine's, not the process's: a node that starts again has the same."""


def read_clock(home: Path) -> ServerClock:
    """Return the clock of the node whose folder is `home`. UsageError if its file cannot be read."""
    file = home / CLOCK_NAME
    try:
        return msgspec.json.decode(file.read_bytes(), type=ServerClock)
    except FileNotFoundError:
        return EXACT_CLOCK
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(f"{file}: cannot be read ({error}); remove it, and the clock is exact again") from None


def write_clock(home: Path, clock: ServerClock) -> None:
    """Keep the clock of a node."""
    (home / CLOCK_NAME).write_bytes(msgspec.json.encode(clock))


@dataclass
class NodeFaults:
    """The faults of one node."""

    disk: DiskFaults
    cut_links: set[str] = field(default_factory=set)
    delays_ms: dict[str, float] = field(default_factory=dict)
    clock: ServerClock = EXACT_CLOCK
    rng: random.Random = field(default_factory=random.Random)

    def apply_order(self, order: NodeOrder) -> None:
        """Carry out an order, but for the clock."""
        self.cut_links |= set(order.cut)
        self.cut_links -= set(order.heal)
        if order.delay_ms is not None:
            for server in order.delay_to:
                self.delays_ms[server] = order.delay_ms
        if order.stall_ms is not None:
            self.disk.stall_ms = order.stall_ms
        self.disk.is_failing = self.disk.is_failing or order.fail_disk

    def delay_s(self, server: str) -> float:
        """Return how long the next message to a server waits, in seconds."""
        return self.rng.uniform(0, self.delays_ms.get(server, 0.0)) / 1000

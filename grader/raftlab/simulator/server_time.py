"""The time of the servers: clocks that drift or are set, and pauses. Without such acts every clock is exact.

A clock shows what `Server.now` is. Its rate also stretches what timers measure; setting it does not touch them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import msgspec

from raftlab.acts import CLOCK_RATE_BOUNDS
from raftlab.simulator.network import Network
from raftlab.simulator.step_record import Step
from raftlab.trace import Act, ClockJump, ClockRate, Pause
from raftlab.worker import wire
from raftlab.worker.responses import ObservedState, StepResponse


class ServerClock(msgspec.Struct, frozen=True):
    """A clock. Since `since_ms` of the true time it runs at `rate`, from `elapsed_ms` on.

    It shows that plus `offset_ms`, by which it was set.
    """

    rate: Annotated[float, CLOCK_RATE_BOUNDS] = 1.0
    since_ms: float = 0.0
    elapsed_ms: float = 0.0
    offset_ms: float = 0.0

    def elapsed_at(self, now_ms: float) -> float:
        """Return what a clock that was never set would show."""
        return self.elapsed_ms + (now_ms - self.since_ms) * self.rate

    def shown_at(self, now_ms: float) -> float:
        """Return what the clock shows at a true time."""
        return self.elapsed_at(now_ms) + self.offset_ms

    def apply(self, act: ClockRate | ClockJump, now_ms: float) -> ServerClock:
        """Return the clock after an act at a true time."""
        if isinstance(act, ClockRate):
            return ServerClock(act.rate, now_ms, self.elapsed_at(now_ms), self.offset_ms)
        return msgspec.structs.replace(self, offset_ms=self.offset_ms + act.ms)


EXACT_CLOCK = ServerClock()


class HeldEvent(msgspec.Struct, frozen=True):
    """An event that a server has taken, with the time that its clock showed; then it stood still."""

    event: wire.ServerEvent
    clock_ms: float
    crash_after: int | None
    disk_fails: bool


class BlockedEvent(msgspec.Struct, frozen=True):
    """An event that waits for a write of a hanging disk: its handler ran, but its effects have not happened yet."""

    response: StepResponse
    crash_after: int | None


@dataclass
class ServerTime(Network):
    """The true time, the clocks of the servers, and the servers that stand still, of one run."""

    now_ms: float = field(default=0.0, init=False)
    running_servers: dict[str, ObservedState] = field(default_factory=dict, init=False)
    clocks: dict[str, ServerClock] = field(default_factory=dict, init=False)  # those that are not exact
    paused_servers: dict[str, HeldEvent | None] = field(default_factory=dict, init=False)
    pausing_servers: set[str] = field(default_factory=set, init=False)  # they stand still inside their next event
    blocked_servers: dict[str, BlockedEvent] = field(default_factory=dict, init=False)  # they wait for their disk

    def clock_of(self, server: str) -> ServerClock:
        """Return the clock of a server."""
        return self.clocks.get(server, EXACT_CLOCK)

    def clock_ms(self, server: str) -> float:
        """Return the time that the clock of a server shows."""
        if server not in self.clocks:
            return self.now_ms
        return self.clocks[server].shown_at(self.now_ms)

    def can_act(self, server: str) -> bool:
        """Return whether a server is up and does not stand still."""
        return server in self.running_servers and not self.stands_still(server)

    def stands_still(self, server: str) -> bool:
        """Return whether a server is paused, or waits for its disk inside an event."""
        return server in self.paused_servers or server in self.blocked_servers

    def _clockrate(self, act: ClockRate) -> Step | None:
        clock = self.clock_of(act.server)
        if act.rate == clock.rate or act.server not in self.servers:
            return None
        self.clocks[act.server] = clock.apply(act, self.now_ms)
        return self._unchanged_step(act, act.server)

    def _clockjump(self, act: ClockJump) -> Step | None:
        if act.server not in self.servers:
            return None
        self.clocks[act.server] = self.clock_of(act.server).apply(act, self.now_ms)
        return self._unchanged_step(act, act.server)

    def _pause(self, act: Pause) -> Step | None:
        if not self.can_act(act.server):
            return None
        if act.is_inside:
            self.pausing_servers.add(act.server)
        else:
            self.paused_servers[act.server] = None
        return self._unchanged_step(act, act.server)

    def _hold_event(self, act: Act, server: str, event: HeldEvent) -> Step:
        """Let a server stand still with an event that it has taken."""
        self.pausing_servers.discard(server)
        self.paused_servers[server] = event
        return self._unchanged_step(act, server)

    def _end_pause(self, server: str) -> None:
        """Forget the pause of a server that is stopped, and the event inside which it waited for its disk."""
        self.blocked_servers.pop(server, None)
        self.paused_servers.pop(server, None)
        self.pausing_servers.discard(server)

    def _unchanged_step(self, act: Act, server: str) -> Step:
        """Return the step of an act that changes no state of `server`, which may be down."""
        seen = self.running_servers.get(server)
        return Step(self._make_event(act, server if seen is not None else None), seen, seen, (), seen)

"""Another server's run of the same schedule, aligned event by event, which the player shows beside a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from raftlab.errors import SubmissionError
from raftlab.pages.trace_analysis.cluster_states import without_heartbeat_fields
from raftlab.pages.trace_analysis.state_machines import UNKNOWN_HISTORIES, PairedMachineHistories
from raftlab.server import Reply
from raftlab.simulator.world import World
from raftlab.trace import Event, Trace
from raftlab.worker.message_codec import Codec
from raftlab.worker.worker_hosts import Host


def replay_on_host(host: Host, codec: Codec, trace: Trace) -> tuple[Event | None, ...]:
    """Return the event of each act of `trace` on the servers of `host`; None for an act that they cannot do.

    If those servers fail, the rest of their events is None.
    """
    events: list[Event | None] = []
    apply_missing_acts(World(host, codec, trace.servers, trace.options), trace.events, events)
    return tuple(events)


def apply_missing_acts(world: World, events: Sequence[Event], aligned_events: list[Event | None]) -> None:
    """Apply the acts of `events` that `aligned_events` does not have yet, and append their events to it."""
    for event in events[len(aligned_events) :]:
        world.now_ms = max(world.now_ms, event.at_ms)
        try:
            step = world.apply(event.act)
        except SubmissionError:
            break
        aligned_events.append(step.event if step else None)
    aligned_events += [None] * (len(events) - len(aligned_events))


def first_difference(
    run_events: Sequence[Event],
    reference_events: Sequence[Event | None],
    machines: PairedMachineHistories = UNKNOWN_HISTORIES,
) -> int | None:
    """Return the first position at which two runs of the same acts differ, None if they agree."""
    positions = [event_difference_position(run_events, reference_events), machines.first_difference()]
    return min((position for position in positions if position is not None), default=None)


def event_difference_position(run_events: Sequence[Event], reference_events: Sequence[Event | None]) -> int | None:
    """Return the first position at which the Figure 2 state of the servers or an answer to a client differs."""
    for position, (a, b) in enumerate(zip(run_events, reference_events, strict=False)):
        if b is None:
            return position
        if a.view is None or b.view is None:
            continue
        if without_heartbeat_fields(a.view) != without_heartbeat_fields(b.view) or client_answers(a) != client_answers(
            b
        ):
            return position
    return None


def client_answers(event: Event) -> list[tuple[str, int, str, str | None]]:
    """Return what clients hear in an event: (client, sequence, outcome, value)."""
    replies = (effect for effect in event.effects if isinstance(effect, Reply))
    return [(reply.client, reply.sequence, reply.outcome, reply.value) for reply in replies]


@dataclass(frozen=True)
class RunDifference:
    """The first position at which a run differs from the reference's, and the reference's event there, if any."""

    position: int
    reference_event: Event | None


@dataclass
class MirrorCluster:
    """Another cluster that repeats the acts of a live one up to the first difference; past it they mean nothing."""

    open_host: Callable[[], Host]
    codec: Codec
    _host: Host | None = None
    _world: World | None = None
    _mirrored_events: tuple[Event, ...] = ()
    _aligned_events: list[Event | None] = field(default_factory=list)
    _difference: RunDifference | None = None

    def first_difference(self, trace: Trace) -> RunDifference | None:
        """Return where this cluster first differs from the run of `trace`, None if it does the same."""
        if self._world is None or trace.events[: len(self._mirrored_events)] != self._mirrored_events:
            self.close()
            self._host = self.open_host()
            self._world = World(self._host, self.codec, trace.servers, trace.options)
        self._mirrored_events = trace.events
        while self._difference is None and len(self._aligned_events) < len(trace.events):
            position = len(self._aligned_events)
            apply_missing_acts(self._world, trace.events[: position + 1], self._aligned_events)
            if event_difference_position(trace.events[position : position + 1], self._aligned_events[position:]) == 0:
                self._difference = RunDifference(position, self._aligned_events[position])
        return self._difference

    def close(self) -> None:
        """End the cluster."""
        if self._host is not None:
            self._host.close()
        self._host = self._world = self._difference = None
        self._mirrored_events, self._aligned_events = (), []

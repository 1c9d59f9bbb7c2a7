"""Replaying the acts of a run: on the same submission, on another one, or with some acts left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from raftlab import __version__
from raftlab.errors import SubmissionError
from raftlab.server import Options
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.world import World
from raftlab.trace import Act, Deliver, Drop, Duplicate, Event, Inject, SentMessage, Trace, Violation
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

StopCondition = Callable[[Violation], bool]


@dataclass(frozen=True)
class Run:
    """The run of some acts. `error`: the submission failed in the world's last event."""

    world: World
    monitor: Monitor
    error: SubmissionError | None = None


def run_acts(
    host: Host,
    codec: Codec,
    servers: tuple[str, ...],
    options: Options,
    acts: Iterable[tuple[float, Act]],
    should_stop: StopCondition = lambda violation: False,
) -> Run:
    """Do and monitor each (time in ms, act) that can be done; stop after a violation that `should_stop` accepts."""
    return do_acts(World(host, codec, servers, options), acts, should_stop)


def replay_events(
    host: Host,
    codec: Codec,
    servers: tuple[str, ...],
    options: Options,
    events: Iterable[Event],
    should_stop: StopCondition = lambda violation: False,
) -> Run:
    """Do the acts of some events of a run again. A delivery means the message that the same act sends in this run."""
    world = World(host, codec, servers, options)
    return do_acts(world, acts_with_messages_of(world, events), should_stop)


def do_acts(world: World, acts: Iterable[tuple[float, Act]], should_stop: StopCondition) -> Run:
    """Do and monitor each act that can be done in `world`; stop after a violation that `should_stop` accepts."""
    monitor = Monitor()
    for at_ms, act in acts:
        world.now_ms = max(world.now_ms, at_ms)
        try:
            step = world.apply(act)
        except SubmissionError as error:
            return Run(world, monitor, error)
        if step is not None and any(should_stop(violation) for violation in monitor.observe(step, world)):
            break
    monitor.check_linearizability(world)
    return Run(world, monitor)


def acts_with_messages_of(world: World, events: Iterable[Event]) -> Iterator[tuple[float, Act]]:
    """Yield the acts of `events` with the messages of `world`, which does each act before the next is asked for.

    An act is left out if its message was not sent here, or is no longer in flight.
    """
    ids: dict[int, int] = {}
    for event in events:
        act: Act = event.act
        if isinstance(act, Deliver | Drop | Duplicate):
            own_id = ids.get(act.id)
            message = next((each.message for each in world.in_flight if each.id == own_id), None)
            if message is None:
                continue
            act = msgspec.structs.replace(act, message=message, id=own_id)
        count = len(world.events)
        yield event.at_ms, act
        if len(world.events) == count:
            continue
        now = world.events[-1]
        ids |= matching_message_ids(event, now)
        if isinstance(act, Deliver | Drop) and isinstance(now.act, Deliver | Drop) and now.act.id != act.id:
            ids = {before: act.id if own == now.act.id else own for before, own in ids.items()}  # an equal one went


def matching_message_ids(before: Event, now: Event) -> dict[int, int]:
    """Return id -> id of the messages that one act sends in two runs: the first of each type to each server match."""
    if isinstance(before.act, Inject) and isinstance(now.act, Inject):
        return {before.act.id: now.act.id}
    ids: dict[int, int] = {}
    sent = [effect for effect in now.effects if isinstance(effect, SentMessage)]
    for effect in before.effects:
        if isinstance(effect, SentMessage):
            kind = type(effect.message)
            same = next((each for each in sent if each.to == effect.to and type(each.message) is kind), None)
            if same is not None:
                sent.remove(same)
                ids[effect.id] = same.id
    return ids


def acts_of(trace: Trace) -> list[tuple[float, Act]]:
    """Return the acts of `trace` with their times."""
    return [(event.at_ms, event.act) for event in trace.events]


def trace_from_run(run: Run, *, scene: str, title: str, seed: int, shrunk_from: int | None = None) -> Trace:
    """Return the trace of `run`."""
    world, monitor = run.world, run.monitor
    return Trace(
        kit=__version__,
        scene=scene,
        title=title,
        seed=seed,
        servers=world.servers,
        options=world.options,
        events=tuple(world.events),
        violations=tuple(monitor.violations),
        shrunk_from=shrunk_from,
        undecided=monitor.undecided_reason or UNSET,
    )


def replay_acts(host: Host, codec: Codec, trace: Trace) -> Trace:
    """Return the trace of the same acts on the servers of `host`. It has the panels only if all acts could be done.

    If the submission fails, the trace ends with the act in which it did.
    """
    run = run_acts(host, codec, trace.servers, trace.options, acts_of(trace))
    replayed = trace_from_run(run, scene=trace.scene, title=trace.title, seed=trace.seed, shrunk_from=trace.shrunk_from)
    if len(replayed.events) == len(trace.events):
        return Trace(
            **{name: getattr(replayed, name) for name in replayed.__struct_fields__} | {"panels": trace.panels}
        )
    return replayed

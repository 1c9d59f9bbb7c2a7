"""A counterexample: the path that breaks a property, repeated by live servers, shrunk, and put in causal order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

from raftlab.errors import SubmissionRaisedError
from raftlab.explorer.acts_of_path import acts_of_path
from raftlab.explorer.move_generator import MoveGenerator
from raftlab.explorer.search_tree import ViolationPath
from raftlab.simulator.act_replay import Run, run_acts, trace_from_run
from raftlab.simulator.shrink import RAISED_EXCEPTION, Shrinker, TimedActs
from raftlab.trace import Act, Boot, Deliver, Drop, Duplicate, Event, Trace
from raftlab.worker.worker_hosts import Host

OpenHost = Callable[[], Host]
MIN_SERVERS = 3
"""A counterexample is not reduced to fewer servers than this."""


@dataclass(frozen=True)
class Counterexample:
    """A path repeated as a run of live servers. `is_confirmed`: they broke the property too."""

    trace: Trace
    is_confirmed: bool
    run: Run


def make_counterexample(
    move_generator: MoveGenerator, violation_path: ViolationPath, open_host: OpenHost, scene: str
) -> Counterexample:
    """Return the shortest run found of live servers that breaks the property, on as few servers as possible."""
    cluster = move_generator.encoder.transitions
    names, options, codec = cluster.server_names, cluster.bounds.options, cluster.codec
    acts: TimedActs = acts_of_path(move_generator, violation_path.states, violation_path.property)
    property_name = (
        RAISED_EXCEPTION if violation_path.property == SubmissionRaisedError.__name__ else violation_path.property
    )
    host = open_host()
    first = run_acts(host, codec, names, options, acts, lambda violation: violation.property == property_name)
    if not breaks_property(first, property_name):
        trace = trace_from_run(first, scene=scene, title=f"{violation_path.property}, explored", seed=0)
        return Counterexample(trace, False, first)
    names, acts_left = find_fewest_servers(
        names,
        acts,
        lambda rest, left: breaks_property(run_acts(open_host(), codec, rest, options, left), property_name),
    )
    shorter = Shrinker(open_host(), codec, names, options, property_name).shrink(acts_left)
    run = run_acts(open_host(), codec, names, options, shorter)
    reordered = run_acts(open_host(), codec, names, options, causal_order(run.world.events))
    if breaks_property(reordered, property_name) and len(reordered.world.events) == len(run.world.events):
        run = reordered
    trace = trace_from_run(
        run, scene=scene, title=f"{violation_path.property}, explored", seed=0, shrunk_from=len(acts)
    )
    return Counterexample(trace, True, run)


def find_fewest_servers(
    servers: tuple[str, ...], acts: TimedActs, still_breaks: Callable[[tuple[str, ...], TimedActs], bool]
) -> tuple[tuple[str, ...], TimedActs]:
    """Return the smallest set of servers, at least three, whose own acts still break the property, and those acts.

    With two servers a majority is both of them, which would make another run.
    """
    for count in range(MIN_SERVERS, len(servers)):
        for rest in combinations(servers, count):
            left = [(at_ms, act) for at_ms, act in acts if act_servers(act) <= set(rest)]
            if still_breaks(rest, left):
                return rest, left
    return servers, acts


def act_servers(act: Act) -> set[str]:
    """Return the servers that an act names."""
    return {each for name in ("server", "source", "to") if (each := getattr(act, name, None)) is not None}


def breaks_property(run: Run, property_name: str) -> bool:
    """Return whether a run breaks the property; for RAISED_EXCEPTION, whether the submission raised."""
    if property_name == RAISED_EXCEPTION:
        return isinstance(run.error, SubmissionRaisedError)
    return any(violation.property == property_name for violation in run.monitor.violations)


def causal_order(events: list[Event]) -> TimedActs:
    """Return the acts of a run in an order that keeps causes before effects, and effects close to their cause.

    A burst is an act that is no delivery, followed by the deliveries of the messages sent in it. Boots come first.
    """
    before = cause_positions(events)
    order: list[int] = []
    done: set[int] = set()
    burst: set[int] = set()
    while len(order) < len(events):
        ready = [i for i in range(len(events)) if i not in done and before[i] <= done]
        boots = [i for i in ready if isinstance(events[i].act, Boot)]
        follow = [i for i in ready if isinstance(events[i].act, Deliver) and send_event_position(events, i) in burst]
        following = (boots or follow or ready)[0]
        burst = burst | {following} if follow and not boots else {following}
        order.append(following)
        done.add(following)
    return [(events[i].at_ms, without_message_id(events[i].act)) for i in order]


def send_event_position(events: list[Event], position: int) -> int | None:
    """Return the position of the event that sent the message delivered at `position`; None if it is unknown."""
    act = events[position].act
    assert isinstance(act, Deliver)
    return next(
        (i for i, event in enumerate(events) if any(message.id == act.id for message in event.sent_messages)), None
    )


def cause_positions(events: list[Event]) -> list[set[int]]:
    """Return, for each event, the positions of the events that must come before it.

    These are all earlier events if the event's message is unknown: it is the one in which the submission failed.
    """
    sent: dict[int, int] = {}
    touched: dict[int, int] = {}
    latest: dict[str, int] = {}
    causes: list[set[int]] = []
    for position, event in enumerate(events):
        act, needs = event.act, set[int]()
        if isinstance(act, Deliver | Drop | Duplicate):
            known = {each[act.id] for each in (sent, touched) if act.id in each}
            needs |= known or set(range(position))
            touched[act.id] = position
        if event.server is not None:
            needs |= {latest[event.server]} if event.server in latest else set()
            latest[event.server] = position
        sent |= {message.id: position for message in event.sent_messages}
        causes.append(needs)
    return causes


def without_message_id(act: Act) -> Act:
    """Return the act without its message id, which belongs to the old order."""
    if isinstance(act, Deliver):
        return Deliver(act.source, act.to, act.message, crash_after=act.crash_after)
    if isinstance(act, Drop | Duplicate):
        return type(act)(act.source, act.to, act.message)
    return act

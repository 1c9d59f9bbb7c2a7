"""Check that a stored run holds together: anyone may have written or changed its file."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from raftlab.server import Apply, Entry, Options, SetTimer
from raftlab.trace import (
    TRACE_VERSION,
    Act,
    Boot,
    Deliver,
    Drop,
    Duplicate,
    Event,
    Inject,
    Learn,
    SentMessage,
    Trace,
)
from raftlab.worker.message_codec import Codec
from raftlab.worker.response_integer_ranges import has_valid_terms, message_bounds_text
from raftlab.worker.responses import NUMBER_LIMIT

SERVER_LIMIT = 25
NAME_LIMIT = 80
"""The most characters of a server's name: what a worker takes."""
LOG_LIMIT = 10_000
"""The most entries of a log: what a worker takes."""


def first_run_problem(trace: Trace, codec: Codec) -> str:
    """Return the first place where a run does not hold together, and why; "" if there is none."""
    return next(run_problems(trace, codec), "")


def run_problems(trace: Trace, codec: Codec) -> Iterator[str]:
    """Yield the places where a run does not hold together."""
    if trace.version != TRACE_VERSION:
        yield f"version {trace.version}: this kit reads version {TRACE_VERSION}"
    yield from server_name_problems(trace.servers)
    yield from option_problems(trace.options)
    last_ms = 0.0
    for number, event in enumerate(trace.events, start=1):
        if event.step != number:
            yield f"event {number}: its step is {event.step}, not {number}"
        if event.at_ms < last_ms:
            yield f"event {number}: its time is before that of the event before it"
        last_ms = event.at_ms
        yield from (f"event {number}: {fault}" for fault in event_problems(event, trace.servers, codec))
    yield from step_reference_problems(trace)


def server_name_problems(servers: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with the names of the servers."""
    if not 1 <= len(servers) <= SERVER_LIMIT:
        yield f"servers: there are {len(servers)}, not 1 to {SERVER_LIMIT}"
    if len(set(servers)) < len(servers):
        yield "servers: one is named twice"
    if not all(0 < len(name) <= NAME_LIMIT for name in servers):
        yield f"servers: a name has not 1 to {NAME_LIMIT} characters"


def option_problems(options: Options) -> Iterator[str]:
    """Yield the options that no deployment can have."""
    low, high = options.electionTimeout
    if not 1 <= low <= high <= NUMBER_LIMIT:
        yield f"options: electionTimeout is {low} to {high} ms"
    if not 1 <= options.heartbeatInterval <= NUMBER_LIMIT:
        yield f"options: heartbeatInterval is {options.heartbeatInterval} ms"
    if not 0 <= options.entriesPerAppend <= NUMBER_LIMIT:
        yield f"options: entriesPerAppend is {options.entriesPerAppend}"


def event_problems(event: Event, servers: tuple[str, ...], codec: Codec) -> Iterator[str]:
    """Yield what is wrong with one event."""
    yield from act_problems(event.act, servers, codec)
    if event.server is not None and event.server not in servers:
        yield f"server {event.server[:NAME_LIMIT]!r} is not one of the run's servers"
    if event.view is not None:
        yield from log_problems(event.view.log, "the log")
    for effect in event.effects:
        if isinstance(effect, SentMessage):
            yield from message_problems(effect.message, codec)
        elif isinstance(effect, Apply) and not 0 <= effect.index <= NUMBER_LIMIT:
            yield "its Apply has an impossible index"
        elif isinstance(effect, SetTimer) and not 0 <= effect.low_ms <= effect.high_ms <= NUMBER_LIMIT:
            yield "its SetTimer has an impossible delay"


def act_problems(act: Act, servers: tuple[str, ...], codec: Codec) -> Iterator[str]:
    """Yield what is wrong with one act: a server that the run does not have, a message or a log that cannot be."""
    for name in ("server", "source", "to"):
        server = getattr(act, name, servers[0] if servers else "")
        if server not in servers:
            yield f"{name} {server[:NAME_LIMIT]!r} is not one of the run's servers"
    if isinstance(act, Deliver | Drop | Duplicate | Inject):
        yield from message_problems(act.message, codec)
    if isinstance(act, Boot | Learn):
        yield from log_problems(act.log, "the log")
        if act.commit > len(act.log):
            yield f"commit is {act.commit}, and its log has {len(act.log)} entries"


def log_problems(log: tuple[Entry, ...], what: str) -> Iterator[str]:
    """Yield what is wrong with a log."""
    if len(log) > LOG_LIMIT:
        yield f"{what} has {len(log):,} entries, over {LOG_LIMIT:,}"
    if not has_valid_terms(log):
        yield f"{what} has an entry of an impossible term"


def message_problems(message: object, codec: Codec) -> Iterator[str]:
    """Yield why plain data is no message of this kit."""
    try:
        if fault := message_bounds_text(codec.from_plain(message)):
            yield f"its message cannot be: {fault}"
    except msgspec.ValidationError as error:
        yield f"its message is none of this kit ({error})"


def step_reference_problems(trace: Trace) -> Iterator[str]:
    """Yield the steps that violations, the failure and panels name, and the run does not have."""
    last = len(trace.events)
    for number, violation in enumerate(trace.violations, start=1):
        if violation.step > last:
            yield f"violation {number}: the run has no step {violation.step}"
    if trace.failure is not None and trace.failure.step > last:
        yield f"failure: the run has no step {trace.failure.step}"
    for number, panel in enumerate(trace.panels, start=1):
        if not panel.first <= panel.last + 1 <= last + 1:
            yield f"panel {number}: the run has no steps {panel.first} to {panel.last}"

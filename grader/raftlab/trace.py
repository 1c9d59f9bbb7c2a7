"""A run, event by event: the record that is replayed, shrunk, drawn and explained. Stable JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from raftlab.server import Apply, CancelTimer, Command, Entry, Options, Record, Reply, SetTimer

TRACE_VERSION = 1


# ---- acts: what can be done to the world. An act is all that a replay needs. -----------------------------------------


class Act(Record, frozen=True, tag=True, omit_defaults=True):
    """Base of the acts. `pop_crash_after` k, where an act has it: the server crashes after k effects of its handler."""


class Boot(Act, frozen=True):
    """A server starts for the first time, with what `log`, `term` and `commit` say (committed entries are applied)."""

    server: str
    term: int = 0
    log: tuple[Entry, ...] = ()
    commit: int = 0
    voted_for: str | None = None
    role: str = "follower"


class Deliver(Act, frozen=True):
    """A message arrives. `message` is the message as plain data; `id` names its sending in this trace."""

    source: str
    to: str
    message: Any
    id: int = 0
    crash_after: int | None = None


class Drop(Act, frozen=True):
    """A message in flight is lost."""

    source: str
    to: str
    message: Any
    id: int = 0


class Duplicate(Act, frozen=True):
    """A second copy of a message in flight."""

    source: str
    to: str
    message: Any
    id: int = 0


class Timeout(Act, frozen=True):
    """A timer of a server fires."""

    server: str
    timer: str
    crash_after: int | None = None


class Propose(Act, frozen=True):
    """A client's call reaches a server."""

    server: str
    command: Command
    crash_after: int | None = None


class Inject(Act, frozen=True):
    """A message that `source` sent before the run began is on its way."""

    source: str
    to: str
    message: Any
    id: int = 0


class Learn(Act, frozen=True):
    """A server comes to hold `log`, committed up to `commit`, in one event: what replication does, without messages."""

    server: str
    log: tuple[Entry, ...]
    commit: int
    crash_after: int | None = None


class Crash(Act, frozen=True):
    """A server stops; what it had not persisted is lost."""

    server: str


class Restart(Act, frozen=True):
    """A crashed server starts again from what it had persisted."""

    server: str


class Cut(Act, frozen=True):
    """The link from source to `to` is cut, one way: what is sent on it from now on is lost."""

    source: str
    to: str


class Heal(Act, frozen=True):
    """The link from source to `to` works again."""

    source: str
    to: str


AnyAct = Boot | Deliver | Drop | Duplicate | Timeout | Propose | Inject | Learn | Crash | Restart | Cut | Heal


# ---- events: an act and what came of it ------------------------------------------------------------------------------


class SentMessage(Record, frozen=True, tag="Send"):
    """A message that a handler sent; `id` is unique in the trace. lost: the link was cut."""

    id: int
    source: str
    to: str
    message: Any
    lost: bool = False


class PersistedState(Record, frozen=True, tag="Persist"):
    """The term, the vote and the log up to lastIndex became durable."""

    currentTerm: int
    votedFor: str | None
    lastIndex: int


AnyEffect = SentMessage | PersistedState | SetTimer | CancelTimer | Reply | Apply


class ServerView(Record, frozen=True):
    """What a server shows after an event. `stored` is its durable log; a server that is down shows only that."""

    up: bool
    role: str
    currentTerm: int
    votedFor: str | None
    log: tuple[Entry, ...]
    commitIndex: int
    lastApplied: int
    leaderId: str | None
    nextIndex: tuple[tuple[str, int], ...]
    matchIndex: tuple[tuple[str, int], ...]
    stored: int
    digest: str = ""


class Event(Record, frozen=True):
    """One act, the effects that happened, in order, and the view of the server that it touched.

    `step` counts from 1. Where the server crashed between two effects, only those before the crash are here.
    """

    step: int
    at_ms: float
    act: AnyAct
    server: str | None = None
    effects: tuple[AnyEffect, ...] = ()
    view: ServerView | None = None
    printed: str = ""

    @property
    def sent_messages(self) -> tuple[SentMessage, ...]:
        """Return the messages among the effects."""
        return tuple(effect for effect in self.effects if isinstance(effect, SentMessage))


class Violation(Record, frozen=True):
    """A property that a run broke, where, and what was seen: one or two sentences of facts."""

    property: str
    step: int
    seen: str
    servers: tuple[str, ...] = ()
    index: int | None = None
    terms: tuple[int, ...] = ()
    commands: tuple[str, ...] = ()


class Failure(Record, frozen=True, omit_defaults=True):
    """What a run failed by where it broke no property: a line of its scenario, or its submission's code.

    `step` is the last event before the line was judged, or the one in which the code failed; `seen` is what was seen.
    A scenario's line is `text`, the line number `line` of `file`; `at` are the submission's own traceback lines.
    """

    seen: str
    step: int
    text: str = ""
    line: int = 0
    file: str = ""
    at: tuple[str, ...] = ()


class Badge(Record, frozen=True):
    """The question a panel asks of one entry, and its answer with the arithmetic."""

    question: str
    server: str
    index: int
    answer: str
    arithmetic: str


class Panel(Record, frozen=True):
    """A stretch of the run, steps first to last, that is drawn as one picture of its end."""

    name: str
    title: str
    first: int
    last: int
    fork: bool = False
    badge: Badge | None = None


class Trace(Record, frozen=True):
    """One run. `undecided` is why a property could not be judged, and is left out where all could."""

    kit: str
    scene: str
    title: str
    seed: int
    servers: tuple[str, ...]
    options: Options
    events: tuple[Event, ...]
    violations: tuple[Violation, ...] = ()
    panels: tuple[Panel, ...] = ()
    shrunk_from: int | None = None
    failure: Failure | None = None
    version: int = TRACE_VERSION
    undecided: str | msgspec.UnsetType = msgspec.UNSET


def to_json(trace: Trace) -> bytes:
    """Return the trace as indented JSON; the same trace gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(trace), indent=1) + b"\n"


def from_json(data: bytes) -> Trace:
    """Return the trace that `data` tells. msgspec.DecodeError (or its ValidationError) says where it does not."""
    return msgspec.json.decode(data, type=Trace)


def command_label(command: Command | None) -> str:
    """Return the short form of a command: x=1, get x, delete x, no-op."""
    if command is None:
        return "no-op"
    if command.operation == "put":
        return f"{command.key}={command.value}"
    if command.operation == "append":
        return f"{command.key}+={command.value}"
    if command.operation == "cas":
        return f"{command.key}:{command.expected}→{command.value}"
    return f"{command.operation} {command.key}"

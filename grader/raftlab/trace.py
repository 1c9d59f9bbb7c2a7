"""The trace of a run, event by event. It can be replayed, shrunk, drawn and explained. Its JSON is stable."""

from __future__ import annotations

from typing import Any

import msgspec

from raftlab.server import Apply, CancelTimer, Command, Entry, Options, Record, Reply, SetTimer

TRACE_VERSION = 1


# ---- acts: what can be done to the cluster. A replay needs only the acts. --------------------------------------------


class Act(Record, frozen=True, tag=True, omit_defaults=True):
    """Base of the acts. If an act has `crash_after` k, its server crashes after k effects of the handler."""


class Boot(Act, frozen=True):
    """A server starts for the first time, with this log, term and commitIndex. Committed entries count as applied."""

    server: str
    term: int = 0
    log: tuple[Entry, ...] = ()
    commit: int = 0
    voted_for: str | None = None
    role: str = "follower"


class Deliver(Act, frozen=True):
    """A message arrives. `message` is plain data; `id` is the id of its Send in this trace."""

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
    """The network makes a second copy of a message in flight."""

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
    """A message that `source` sent before the run is put in flight."""

    source: str
    to: str
    message: Any
    id: int = 0


class Learn(Act, frozen=True):
    """A server gets `log`, committed up to `commit`, in one event: the effect of replication, without its messages."""

    server: str
    log: tuple[Entry, ...]
    commit: int
    crash_after: int | None = None


class Crash(Act, frozen=True):
    """A server stops and loses what it has not persisted."""

    server: str


class Restart(Act, frozen=True):
    """A crashed server starts again from its persisted state."""

    server: str


class Cut(Act, frozen=True):
    """The link from `source` to `to` is cut, one way: messages sent on it are lost from now on."""

    source: str
    to: str


class Heal(Act, frozen=True):
    """The link from `source` to `to` works again."""

    source: str
    to: str


AnyAct = Boot | Deliver | Drop | Duplicate | Timeout | Propose | Inject | Learn | Crash | Restart | Cut | Heal


# ---- events: an act and its effects ----------------------------------------------------------------------------------


class SentMessage(Record, frozen=True, tag="Send"):
    """A message that a handler sent. `id` is unique in the trace. lost: the link was cut."""

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
    """The visible state of a server after an event. `stored` is the length of its durable log.

    A server that is down shows only its durable state.
    """

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
    """One act, its effects in order, and the view of the server that it acted on.

    `step` counts from 1. If the server crashed between two effects, `effects` has only those before the crash.
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
        """Return the messages that the event sent."""
        return tuple(effect for effect in self.effects if isinstance(effect, SentMessage))


class Violation(Record, frozen=True):
    """A broken property: its name, the step, and `seen`, which states the facts in one or two sentences."""

    property: str
    step: int
    seen: str
    servers: tuple[str, ...] = ()
    index: int | None = None
    terms: tuple[int, ...] = ()
    commands: tuple[str, ...] = ()


class Failure(Record, frozen=True, omit_defaults=True):
    """A failure that is no broken property: a line of the scenario did not come true, or the submission's code failed.

    `step` is the last event before the line was checked, or the one in which the code failed. `seen` says what was
    seen. `text` is the scenario's line, number `line` of `file`; `at` holds the submission's own traceback lines.
    """

    seen: str
    step: int
    text: str = ""
    line: int = 0
    file: str = ""
    at: tuple[str, ...] = ()


class Badge(Record, frozen=True):
    """A panel's question about one entry, and the answer with its arithmetic."""

    question: str
    server: str
    index: int
    answer: str
    arithmetic: str


class Panel(Record, frozen=True):
    """The steps `first` to `last` of a run, drawn as one picture of the state after them."""

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
    """Return the trace in `data`. msgspec.DecodeError (or its ValidationError) if it is none."""
    return msgspec.json.decode(data, type=Trace)


def command_label(command: Command | None) -> str:
    """Return the short form of a command: x=1, get x, delete x, no-op."""
    if command is None:
        return "no-op"
    match command.operation:
        case "put":
            return f"{command.key}={command.value}"
        case "append":
            return f"{command.key}+={command.value}"
        case "cas":
            return f"{command.key}:{command.expected}→{command.value}"
    return f"{command.operation} {command.key}"

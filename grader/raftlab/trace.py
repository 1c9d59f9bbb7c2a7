"""The trace of a run, event by event. It can be replayed, shrunk, drawn and explained. Its JSON is stable."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from raftlab.acts import (
    Act as Act,
)
from raftlab.acts import (
    AnyAct as AnyAct,
)
from raftlab.acts import (
    Boot as Boot,
)
from raftlab.acts import (
    ClockJump as ClockJump,
)
from raftlab.acts import (
    ClockRate as ClockRate,
)
from raftlab.acts import (
    Compact as Compact,
)
from raftlab.acts import (
    CompleteWrite as CompleteWrite,
)
from raftlab.acts import (
    Crash as Crash,
)
from raftlab.acts import (
    Cut as Cut,
)
from raftlab.acts import (
    Deliver as Deliver,
)
from raftlab.acts import (
    Drop as Drop,
)
from raftlab.acts import (
    Duplicate as Duplicate,
)
from raftlab.acts import (
    Heal as Heal,
)
from raftlab.acts import (
    Inject as Inject,
)
from raftlab.acts import (
    Learn as Learn,
)
from raftlab.acts import (
    Number as Number,
)
from raftlab.acts import (
    Pause as Pause,
)
from raftlab.acts import (
    Propose as Propose,
)
from raftlab.acts import (
    Reconfigure as Reconfigure,
)
from raftlab.acts import (
    Restart as Restart,
)
from raftlab.acts import (
    Resume as Resume,
)
from raftlab.acts import (
    ResumeDisk as ResumeDisk,
)
from raftlab.acts import (
    StallDisk as StallDisk,
)
from raftlab.acts import (
    Timeout as Timeout,
)
from raftlab.acts import (
    Transfer as Transfer,
)
from raftlab.acts import (
    Wipe as Wipe,
)
from raftlab.nofollow_files import decode_json
from raftlab.server import (
    Apply,
    CancelTimer,
    Command,
    Configuration,
    Entry,
    Options,
    Record,
    Reply,
    SetTimer,
)

TRACE_VERSION = 1


# ---- events: an act and its effects ----------------------------------------------------------------------------------


class SentMessage(Record, frozen=True, tag="Send"):
    """A message that a handler sent. `id` is unique in the trace. lost: the link was cut."""

    id: Number
    source: str
    to: str
    message: Any
    lost: bool = False


class PersistedState(Record, frozen=True, tag="Persist"):
    """The term, the vote and the log up to lastIndex became durable."""

    currentTerm: Number
    votedFor: str | None
    lastIndex: Number


class StartedWrite(Record, frozen=True, tag="StartWrite"):
    """The background write `number` began; it holds the term, the vote and the log up to lastIndex."""

    number: Number
    currentTerm: Number
    votedFor: str | None
    lastIndex: Number


class SavedSnapshot(Record, frozen=True, tag="SaveSnapshot", omit_defaults=True):
    """A snapshot of the log up to lastIncludedIndex became durable; failed: the disk reported an error."""

    lastIncludedIndex: Number
    lastIncludedTerm: Number
    configuration: Configuration | None = None
    failed: bool = False


AnyEffect = SentMessage | PersistedState | StartedWrite | SavedSnapshot | SetTimer | CancelTimer | Reply | Apply


class ServerView(Record, frozen=True):
    """The visible state of a server after an event. `stored` is the length of its durable log.

    A server that is down shows only its durable state. configuration: the one in force, where it is not the initial
    one. A snapshot stands for the log up to `compacted`; `log` still shows those entries.
    """

    up: bool
    role: str
    currentTerm: Number
    votedFor: str | None
    log: tuple[Entry, ...]
    commitIndex: Number
    lastApplied: Number
    leaderId: str | None
    nextIndex: tuple[tuple[str, Number], ...]
    matchIndex: tuple[tuple[str, Number], ...]
    stored: Number
    digest: str = ""
    configuration: Configuration | msgspec.UnsetType = msgspec.UNSET
    compacted: Number | msgspec.UnsetType = msgspec.UNSET


class Event(Record, frozen=True):
    """One act, its effects in order, and the view of the server that it acted on.

    `step` counts from 1. If the server crashed between two effects, `effects` has only those before the crash.
    """

    step: Number
    at_ms: Annotated[float, msgspec.Meta(ge=0, le=2**53)]
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
    step: Number
    seen: str
    servers: tuple[str, ...] = ()
    index: Number | None = None
    terms: tuple[int, ...] = ()
    commands: tuple[str, ...] = ()


class RunFailure(Record, frozen=True, omit_defaults=True):
    """A failure that is no broken property: a line of the scenario did not come true, or the submission's code failed.

    `step` is the last event before the line was checked, or the one in which the code failed. `seen` says what was
    seen. `text` is the scenario's line, number `line` of `file`; `at` holds the submission's own traceback lines.
    """

    seen: str
    step: Number
    text: str = ""
    line: Number = 0
    file: str = ""
    at: tuple[str, ...] = ()


class CommitBadge(Record, frozen=True):
    """A panel's question about one entry, and the answer with its arithmetic."""

    question: str
    server: str
    index: Number
    answer: str
    arithmetic: str


class StoryboardPanel(Record, frozen=True):
    """The steps `first` to `last` of a run, drawn as one picture of the state after them."""

    name: str
    title: str
    first: Number
    last: Number
    fork: bool = False
    badge: CommitBadge | None = None


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
    panels: tuple[StoryboardPanel, ...] = ()
    shrunk_from: Number | None = None
    failure: RunFailure | None = None
    version: int = TRACE_VERSION
    undecided: str | msgspec.UnsetType = msgspec.UNSET


def to_json(trace: Trace) -> bytes:
    """Return the trace as indented JSON; the same trace gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(trace), indent=1) + b"\n"


def from_json(data: bytes) -> Trace:
    """Return the trace in `data`. msgspec.DecodeError (or its ValidationError) if it is none."""
    return decode_json(data, Trace)


def configuration_label(configuration: Configuration) -> str:
    """Return the short form of a configuration: S1 S2 S3; S1 S2 + learner S3; joint: S1 S2 | S2 S3."""
    sides = [configuration.voters] if configuration.old_voters is None else [configuration.old_voters]
    sides += [configuration.voters] if configuration.old_voters is not None else []
    voters = " | ".join(" ".join(side) or "nobody" for side in sides)
    learners = " ".join(configuration.learners)
    return f"{voters} + learner{'s' if len(configuration.learners) > 1 else ''} {learners}" if learners else voters


def entry_label(entry: Entry) -> str:
    """Return the short form of an entry: its command, or its configuration."""
    if (members := entry.configuration) is not None:
        return f"configuration {configuration_label(members)}"
    return command_label(entry.command)


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

"""The frames between grader and worker: what may be asked, what may be answered, and their bytes.

A frame is a 4-byte little-endian length and that many bytes of msgpack. One request is in flight at a time; each answer
repeats its sequence number. Everything read from a worker is decoded into bounded records and nothing else.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from raftlab.server import (
    Apply,
    CancelTimer,
    ClientRequest,
    Command,
    Entry,
    Options,
    Record,
    Reply,
    SetTimer,
    Waiting,
)
from raftlab.worker.codec import Codec as Codec

FRAME_LIMIT_BYTES = 1 << 20
LENGTH_BYTES = 4

Name = Annotated[str, msgspec.Meta(max_length=80)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Count = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
Scalar = bool | Count | Text | None
Result = Scalar | Annotated[tuple[Scalar | tuple[Scalar, ...], ...], msgspec.Meta(max_length=10_000)]


# ---- requests ---------------------------------------------------------------------------------------------------


class Request(Record, frozen=True, tag=True):
    """Base of what the grader asks."""


class Layer(Record, frozen=True):
    """One layer's text."""

    name: str
    source: str
    layer: str


class Load(Request, frozen=True):
    """Compile the layers (lowest first) and compose the server. `own` is how many of the last are the submission's."""

    layers: tuple[Layer, ...]
    message_modules: tuple[str, ...]
    own: int = 1


class Prepare(Record, frozen=True):
    """What the grader tells a zygote first: the modules to import, and the kit's own layers to compile."""

    layers: tuple[Layer, ...]
    modules: tuple[str, ...]


class Given(Record, frozen=True, omit_defaults=True):
    """A server's state to start from; a field that is None keeps what a fresh server has."""

    role: str | None = None
    currentTerm: int | None = None
    votedFor: str | None = None
    log: tuple[Entry, ...] | None = None
    commitIndex: int | None = None
    lastApplied: int | None = None
    leaderId: str | None = None
    nextIndex: dict[str, int] | None = None
    matchIndex: dict[str, int] | None = None
    votesGranted: tuple[str, ...] | None = None
    machine: dict[str, str] | None = None
    waiting: dict[int, Waiting] | None = None


class Boot(Request, frozen=True):
    """Make a live server: fresh, or restored from a durable image, then changed as `given` says. Runs `started`.

    The image is one of this worker, by its id, or one `carried` here from another worker.
    """

    server: str
    cluster: tuple[str, ...]
    options: Options
    image: int | None = None
    given: Given | None = None
    now: float = 0.0
    carried: bytes | None = None


class Deliver(Record, frozen=True, tag=True):
    """The event: a message arrives. `message` is its canonical encoding."""

    message: bytes


class Timeout(Record, frozen=True, tag=True):
    """The event: the timer `name` fires."""

    name: str


Event = Deliver | Timeout | ClientRequest


class Begin(Request, frozen=True):
    """Boot a server as Boot does, and keep it as a snapshot instead of alive."""

    server: str
    cluster: tuple[str, ...]
    options: Options
    image: int | None = None
    given: Given | None = None


class Advance(Request, frozen=True):
    """Let the server of the snapshot `state` take one event, and keep what it becomes as a snapshot."""

    state: int
    event: Event


class Handle(Request, frozen=True):
    """Let a live server take one event."""

    server: str
    event: Event
    now: float = 0.0


class Call(Request, frozen=True):
    """Call one method of a live server with a message or `values`, or read an attribute; `given` is placed first."""

    server: str
    method: str
    message: bytes | None = None
    now: float = 0.0
    values: tuple[int | str | Command | None, ...] = ()
    given: Given | None = None


class Forget(Request, frozen=True):
    """Drop a live server: it crashed."""

    server: str


class Export(Request, frozen=True):
    """Hand out a durable image, to be carried to another worker of the same submission."""

    image: int


# ---- answers ----------------------------------------------------------------------------------------------------


class Observed(Record, frozen=True):
    """A server's declared state after an event. Pairs are sorted by server."""

    role: Name
    currentTerm: Count
    votedFor: Name | None
    log: Annotated[tuple[Entry, ...], msgspec.Meta(max_length=10_000)]
    commitIndex: Count
    lastApplied: Count
    leaderId: Name | None
    nextIndex: Annotated[tuple[tuple[Name, Count], ...], msgspec.Meta(max_length=100)]
    matchIndex: Annotated[tuple[tuple[Name, Count], ...], msgspec.Meta(max_length=100)]
    votesGranted: Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)]
    waiting: Count
    digest: Name


class Sent(Record, frozen=True, tag="Send"):
    """The effect of `send`: the message in its encoding."""

    to: Name
    message: bytes


class Persisted(Record, frozen=True, tag="Persist"):
    """The effect of `persist`: the durable image's id in this worker, and what of Figure 2 it holds."""

    image: Count
    currentTerm: Count
    votedFor: Name | None
    log: Annotated[tuple[Entry, ...], msgspec.Meta(max_length=10_000)]


Effect = Sent | Persisted | SetTimer | CancelTimer | Reply | Apply


class Answer(Record, frozen=True, tag=True):
    """Base of what a worker answers."""


class Loaded(Answer, frozen=True):
    """The layers compiled and compose."""


class Stepped(Answer, frozen=True):
    """A handler ran to its end: its effects in order, what the server then shows, and what it printed.

    `state` is the snapshot's id, where the request was for one.
    """

    effects: Annotated[tuple[Effect, ...], msgspec.Meta(max_length=10_000)]
    observed: Observed
    result: Result = None
    printed: Text = ""
    state: Count | None = None


class Failed(Answer, frozen=True):
    """The submission's code did not run to its end.

    kind "unwritten": message is the hole; "rejected": message tells why it cannot be loaded; "raised": message is
    "Type: text" and lines are the layers' own traceback lines.
    """

    kind: Name
    error: Name
    message: Text
    lines: Annotated[tuple[Text, ...], msgspec.Meta(max_length=20)] = ()
    printed: Text = ""


class Hello(Answer, frozen=True):
    """A worker's first frame, sequence 0, before it reads anything: what its jail was measured to be, from inside.

    `walls` are what it could build; `leaks` are the forbidden things that it found possible.
    """

    level: Name
    walls: Annotated[tuple[Name, ...], msgspec.Meta(max_length=10)]
    leaks: Annotated[tuple[Name, ...], msgspec.Meta(max_length=40)]


class Exported(Answer, frozen=True):
    """A durable image. Only a worker can read `data`; the grader carries it and looks at nothing in it."""

    data: bytes


class Done(Answer, frozen=True):
    """The request is carried out and has nothing to tell."""


AnyRequest = Load | Boot | Begin | Advance | Handle | Call | Forget | Export
AnyAnswer = Hello | Loaded | Stepped | Failed | Exported | Done


def answered_by(request: Request) -> type[Answer]:
    """Return the one kind of answer, besides Failed, that `request` can have."""
    if isinstance(request, Load):
        return Loaded
    if isinstance(request, Export):
        return Exported
    return Done if isinstance(request, Forget) else Stepped


class AskFrame(Record, frozen=True):
    """One request with its sequence number."""

    sequence: int
    request: AnyRequest


class AnswerFrame(Record, frozen=True):
    """One answer; `sequence` repeats the request's."""

    sequence: Count
    answer: AnyAnswer

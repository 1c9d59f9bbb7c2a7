"""The frames between grader and worker: what may be asked, what may be answered, and their bytes.

A frame is a 4-byte little-endian length and that many bytes of msgpack. One request is in flight at a time, though it
may be a batch of several; each answer repeats its sequence number. Everything read from a worker is decoded into
bounded records and nothing else.
"""

from __future__ import annotations

from raftlab.server import ClientRequest, Command, Entry, Options, Record, Waiting
from raftlab.worker.answers import (
    Answer,
    Batched,
    Count,
    Done,
    Exported,
    Failed,
    Hello,
    Inspected,
    Kept,
    Loaded,
    Stepped,
)
from raftlab.worker.codec import Codec as Codec

FRAME_LIMIT_BYTES = 1 << 20
LENGTH_BYTES = 4
# ---- requests ---------------------------------------------------------------------------------------------------


class Request(Record, frozen=True, tag=True):
    """Base of what the grader asks."""


class Layer(Record, frozen=True):
    """One layer's text."""

    name: str
    source: str
    layer: str


class Load(Request, frozen=True):
    """Compile the layers (lowest first) and compose the server. `own` is how many of the last are the submission's.

    `above`: layers of the kit's that a check puts in front of them, to see what they call. `known`: these texts were
    loaded before, and import nothing that they may not have.
    """

    layers: tuple[Layer, ...]
    message_modules: tuple[str, ...]
    own: int = 1
    above: tuple[Layer, ...] = ()
    known: bool = False


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

    The image is one of this worker, by its id, or one `carried` here from another worker. `run`: which of the runs that
    share this worker it is for; servers of different runs do not know of each other.
    """

    server: str
    cluster: tuple[str, ...]
    options: Options
    image: int | None = None
    given: Given | None = None
    now: float = 0.0
    carried: bytes | None = None
    run: int = 0


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
    run: int = 0


class Call(Request, frozen=True):
    """Call one method of a live server with a message or `values`, or read an attribute; `given` is placed first."""

    server: str
    method: str
    message: bytes | None = None
    now: float = 0.0
    values: tuple[int | str | Command | None, ...] = ()
    given: Given | None = None
    run: int = 0


class Forget(Request, frozen=True):
    """Drop a live server: it crashed."""

    server: str
    run: int = 0


class Inspect(Request, frozen=True):
    """Tell what the submission's own modules, classes and functions hold that they did not when they were loaded."""


class Export(Request, frozen=True):
    """Hand out a durable image, to be carried to another worker of the same submission."""

    image: int


class Batch(Request, frozen=True):
    """Carry out several requests, one after the other: a frame costs as much as a step."""

    requests: tuple[Begin | Advance | Boot | Handle | Call | Forget, ...]


AnyRequest = Load | Boot | Begin | Advance | Handle | Call | Forget | Export | Inspect | Batch
AnyAnswer = Hello | Loaded | Stepped | Kept | Failed | Exported | Inspected | Done | Batched


ANSWERS: dict[type[Request], type[Answer]] = {
    Load: Loaded,
    Export: Exported,
    Inspect: Inspected,
    Forget: Done,
    Begin: Kept,
    Advance: Kept,
    Batch: Batched,
}


def answered_by(request: Request) -> type[Answer]:
    """Return the one kind of answer, besides Failed, that `request` can have."""
    return ANSWERS.get(type(request), Stepped)


class AskFrame(Record, frozen=True):
    """One request with its sequence number."""

    sequence: int
    request: AnyRequest


class AnswerFrame(Record, frozen=True):
    """One answer; `sequence` repeats the request's."""

    sequence: Count
    answer: AnyAnswer

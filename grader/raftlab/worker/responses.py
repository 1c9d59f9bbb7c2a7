"""What a worker may answer: bounded records, and nothing else is read from it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from raftlab.server import Apply, CancelTimer, Entry, Record, Reply, SetTimer
from raftlab.worker.global_state import CHANGED_NAMES_LIMIT

BATCH_LIMIT = 64
"""How many requests one frame may hold."""

BoundedName = Annotated[str, msgspec.Meta(max_length=80)]
BoundedText = Annotated[str, msgspec.Meta(max_length=2000)]
BoundedInt = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
Scalar = bool | BoundedInt | BoundedText | None
ReturnValue = Scalar | Annotated[tuple[Scalar | tuple[Scalar, ...], ...], msgspec.Meta(max_length=10_000)]


class ObservedState(Record, frozen=True):
    """A server's declared state after an event. Pairs are sorted by server."""

    role: BoundedName
    currentTerm: BoundedInt
    votedFor: BoundedName | None
    log: Annotated[tuple[Entry, ...], msgspec.Meta(max_length=10_000)]
    commitIndex: BoundedInt
    lastApplied: BoundedInt
    leaderId: BoundedName | None
    nextIndex: Annotated[tuple[tuple[BoundedName, BoundedInt], ...], msgspec.Meta(max_length=100)]
    matchIndex: Annotated[tuple[tuple[BoundedName, BoundedInt], ...], msgspec.Meta(max_length=100)]
    votesGranted: Annotated[tuple[BoundedName, ...], msgspec.Meta(max_length=100)]
    waiting: BoundedInt
    digest: BoundedName


class SendEffect(Record, frozen=True, tag="Send"):
    """The effect of `send`: the message in its encoding."""

    to: BoundedName
    message: bytes


class PersistEffect(Record, frozen=True, tag="Persist"):
    """The effect of `persist`: the durable image's id in this worker, and what of Figure 2 it holds."""

    image: BoundedInt
    currentTerm: BoundedInt
    votedFor: BoundedName | None
    log: Annotated[tuple[Entry, ...], msgspec.Meta(max_length=10_000)]


Effect = SendEffect | PersistEffect | SetTimer | CancelTimer | Reply | Apply


class Response(Record, frozen=True, tag=True):
    """Base of what a worker answers."""


class LoadResponse(Response, frozen=True, tag="Loaded"):
    """The layers compiled and compose."""


class StepResponse(Response, frozen=True, tag="Stepped"):
    """A handler ran to its end: its effects in order, what the server then shows, and what it printed."""

    effects: Annotated[tuple[Effect, ...], msgspec.Meta(max_length=10_000)]
    observed: ObservedState
    result: ReturnValue = None
    printed: BoundedText = ""


class SnapshotResponse(Response, frozen=True, tag="Kept"):
    """A handler ran to its end, and what the server became is kept as the snapshot `state`.

    observed is None where that state was told before, with the same to show.
    """

    effects: Annotated[tuple[Effect, ...], msgspec.Meta(max_length=10_000)]
    state: BoundedInt
    observed: ObservedState | None
    printed: BoundedText = ""


class FailureResponse(Response, frozen=True, tag="Failed"):
    """The submission's code did not run to its end.

    kind "unwritten": message is the hole; "rejected": message tells why it cannot be loaded; "raised": message is
    "Type: text" and lines are the layers' own traceback lines; "full": there is no room for more snapshots.
    """

    kind: BoundedName
    error: BoundedName
    message: BoundedText
    lines: Annotated[tuple[BoundedText, ...], msgspec.Meta(max_length=20)] = ()
    printed: BoundedText = ""


class HelloResponse(Response, frozen=True, tag="Hello"):
    """A worker's first frame, sequence 0, before it reads anything: what its jail was measured to be, from inside.

    `walls` are what it could build; `leaks` are the forbidden things that it found possible.
    """

    level: BoundedName
    walls: Annotated[tuple[BoundedName, ...], msgspec.Meta(max_length=10)]
    leaks: Annotated[tuple[BoundedName, ...], msgspec.Meta(max_length=40)]


class GlobalsResponse(Response, frozen=True, tag="Inspected"):
    """The names of what changed outside of the servers, as a worker tells them: what it keeps back costs it nothing."""

    changed: Annotated[tuple[BoundedName, ...], msgspec.Meta(max_length=CHANGED_NAMES_LIMIT)]


class ImageResponse(Response, frozen=True, tag="Exported"):
    """A durable image. Only a worker can read `data`; the grader carries it and looks at nothing in it."""

    data: bytes


class EmptyResponse(Response, frozen=True, tag="Done"):
    """The request is carried out and has nothing to tell."""


class BatchResponse(Response, frozen=True, tag="Batched"):
    """What came of each request of a batch, in their order."""

    answers: Annotated[
        tuple[StepResponse | SnapshotResponse | EmptyResponse | FailureResponse, ...],
        msgspec.Meta(max_length=BATCH_LIMIT),
    ]

"""The responses of a worker: bounded records; the grader decodes nothing else."""

from __future__ import annotations

from typing import Annotated

import msgspec

from raftlab.server import Apply, CancelTimer, Configuration, Entry, Record, Reply, SetTimer
from raftlab.worker.global_state import CHANGED_NAMES_LIMIT

BATCH_LIMIT = 64
"""How many requests one frame may hold."""

BoundedName = Annotated[str, msgspec.Meta(max_length=80)]
BoundedText = Annotated[str, msgspec.Meta(max_length=2000)]
BoundedInt = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
NUMBER_LIMIT = 2**31 - 1
"""The highest term, index and delay. A right answer stays far below; above, a check could count without end."""
NaturalInt = Annotated[int, msgspec.Meta(ge=0, le=NUMBER_LIMIT)]
Scalar = bool | BoundedInt | BoundedText | None
ReturnValue = Scalar | Annotated[tuple[Scalar | tuple[Scalar, ...], ...], msgspec.Meta(max_length=10_000)]


class ObservedState(Record, frozen=True, omit_defaults=True):
    """A server's declared state after an event. Pairs are sorted by server.

    configuration: the one that the server uses; None for the initial one. log_start: lastIncludedIndex and
    lastIncludedTerm of its log.
    """

    role: BoundedName
    currentTerm: NaturalInt
    votedFor: BoundedName | None
    log: Annotated[tuple[Entry, ...], msgspec.Meta(max_length=10_000)]
    commitIndex: NaturalInt
    lastApplied: NaturalInt
    leaderId: BoundedName | None
    nextIndex: Annotated[tuple[tuple[BoundedName, NaturalInt], ...], msgspec.Meta(max_length=100)]
    matchIndex: Annotated[tuple[tuple[BoundedName, NaturalInt], ...], msgspec.Meta(max_length=100)]
    votesGranted: Annotated[tuple[BoundedName, ...], msgspec.Meta(max_length=100)]
    waiting: NaturalInt
    digest: BoundedName
    configuration: Configuration | None = None
    log_start: tuple[NaturalInt, NaturalInt] = (0, 0)


class SendEffect(Record, frozen=True, tag="Send"):
    """The effect of `send`: the message in its encoding."""

    to: BoundedName
    message: bytes


class DiskImage(Record, frozen=True, omit_defaults=True):
    """What a disk holds or will hold: the image's id in this worker, and its variables of Figure 2.

    log_start: as in ObservedState.
    """

    image: NaturalInt
    currentTerm: NaturalInt
    votedFor: BoundedName | None
    log: Annotated[tuple[Entry, ...], msgspec.Meta(max_length=10_000)]
    image_hash: Annotated[bytes, msgspec.Meta(max_length=16)] = b""
    log_start: tuple[NaturalInt, NaturalInt] = (0, 0)


class PersistEffect(DiskImage, frozen=True, tag="Persist", omit_defaults=True):
    """The effect of `persist`: this image is durable."""


class WriteEffect(DiskImage, frozen=True, tag="StartWrite", omit_defaults=True):
    """The effect of `persist_in_background`: this image will be durable when the write ends."""

    number: NaturalInt = 0


class SnapshotEffect(Record, frozen=True, tag="SaveSnapshot", omit_defaults=True):
    """The effect of `saveSnapshot`: the durable snapshot's id in this worker, and what it stands for."""

    image: NaturalInt
    lastIncludedIndex: NaturalInt
    lastIncludedTerm: NaturalInt
    configuration: Configuration | None = None
    data_hash: Annotated[bytes, msgspec.Meta(max_length=16)] = b""
    failed: bool = False
    image_hash: Annotated[bytes, msgspec.Meta(max_length=16)] = b""


Effect = SendEffect | PersistEffect | WriteEffect | SnapshotEffect | SetTimer | CancelTimer | Reply | Apply


class Response(Record, frozen=True, tag=True):
    """Base of the responses."""


class LoadResponse(Response, frozen=True, tag="Loaded"):
    """The layers are loaded."""


class StepResponse(Response, frozen=True, tag="Stepped"):
    """A handler ran to its end: its effects in order, the state after it, and its output."""

    effects: Annotated[tuple[Effect, ...], msgspec.Meta(max_length=10_000)]
    observed: ObservedState
    result: ReturnValue = None
    printed: BoundedText = ""


class SnapshotResponse(Response, frozen=True, tag="Kept"):
    """A handler ran to its end, and its server is kept as the snapshot `state`.

    observed is None if the response for this snapshot had the same before.
    """

    effects: Annotated[tuple[Effect, ...], msgspec.Meta(max_length=10_000)]
    state: NaturalInt
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


class JailResponse(Response, frozen=True, tag="Hello"):
    """A worker's first frame, sequence 0, before it reads anything: its jail as measured from inside.

    `walls` are the mechanisms in force; `leaks` are the forbidden things that it found possible.
    """

    level: BoundedName
    walls: Annotated[tuple[BoundedName, ...], msgspec.Meta(max_length=10)]
    leaks: Annotated[tuple[BoundedName, ...], msgspec.Meta(max_length=40)]


class GlobalsResponse(Response, frozen=True, tag="Inspected"):
    """The names of globals that changed, as a worker reports them; a worker can hide some."""

    changed: Annotated[tuple[BoundedName, ...], msgspec.Meta(max_length=CHANGED_NAMES_LIMIT)]


class ImageResponse(Response, frozen=True, tag="Exported"):
    """A durable image. Only a worker reads `data`; the grader passes it on unread."""

    data: bytes


class EmptyResponse(Response, frozen=True, tag="Done"):
    """The request is carried out."""


class BatchResponse(Response, frozen=True, tag="Batched"):
    """The response to each request of a batch, in order."""

    answers: Annotated[
        tuple[StepResponse | SnapshotResponse | EmptyResponse | FailureResponse, ...],
        msgspec.Meta(max_length=BATCH_LIMIT),
    ]

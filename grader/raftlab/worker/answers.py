"""What a worker may answer: bounded records, and nothing else is read from it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from raftlab.server import Apply, CancelTimer, Entry, Record, Reply, SetTimer
from raftlab.worker.leftovers import NAMES_LIMIT

BATCH_LIMIT = 64
"""How many requests one frame may hold."""

Name = Annotated[str, msgspec.Meta(max_length=80)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Count = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
Scalar = bool | Count | Text | None
Result = Scalar | Annotated[tuple[Scalar | tuple[Scalar, ...], ...], msgspec.Meta(max_length=10_000)]


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
    """A handler ran to its end: its effects in order, what the server then shows, and what it printed."""

    effects: Annotated[tuple[Effect, ...], msgspec.Meta(max_length=10_000)]
    observed: Observed
    result: Result = None
    printed: Text = ""


class Kept(Answer, frozen=True):
    """A handler ran to its end, and what the server became is kept as the snapshot `state`.

    observed is None where that state was told before, with the same to show.
    """

    effects: Annotated[tuple[Effect, ...], msgspec.Meta(max_length=10_000)]
    state: Count
    observed: Observed | None
    printed: Text = ""


class Failed(Answer, frozen=True):
    """The submission's code did not run to its end.

    kind "unwritten": message is the hole; "rejected": message tells why it cannot be loaded; "raised": message is
    "Type: text" and lines are the layers' own traceback lines; "full": there is no room for more snapshots.
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


class Inspected(Answer, frozen=True):
    """The names of what changed outside of the servers, as a worker tells them: what it keeps back costs it nothing."""

    changed: Annotated[tuple[Name, ...], msgspec.Meta(max_length=NAMES_LIMIT)]


class Exported(Answer, frozen=True):
    """A durable image. Only a worker can read `data`; the grader carries it and looks at nothing in it."""

    data: bytes


class Done(Answer, frozen=True):
    """The request is carried out and has nothing to tell."""


class Batched(Answer, frozen=True):
    """What came of each request of a batch, in their order."""

    answers: Annotated[tuple[Stepped | Kept | Done | Failed, ...], msgspec.Meta(max_length=BATCH_LIMIT)]

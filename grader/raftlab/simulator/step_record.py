"""One event of a run with the data that the properties check, and a message in flight."""

from __future__ import annotations

import msgspec

from raftlab.server import Message
from raftlab.trace import Event
from raftlab.worker.responses import Effect, ObservedState


class InFlight(msgspec.Struct, frozen=True):
    """A message in flight."""

    id: int
    source: str
    to: str
    message: Message


class Step(msgspec.Struct, frozen=True):
    """An event with the data that the properties check: the server before and after it, and its raw effects.

    `before` is None if the server was not up before; `after` is None if it is not up now. `after_without_crash` is its
    state at the end of the handler, before a crash inside the handler cut it short.
    """

    event: Event
    before: ObservedState | None = None
    after: ObservedState | None = None
    effects: tuple[Effect, ...] = ()
    after_without_crash: ObservedState | None = None

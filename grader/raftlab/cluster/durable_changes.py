"""What one `persist` makes durable, as a change of what was durable before; and the sum of the changes."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from raftlab.server import Entry, Log, Snapshot


class DurableChange(msgspec.Struct, frozen=True, array_like=True):
    """One `persist` or background write: term, vote, and the log from `first_index` on, which ends with `entries`.

    The log begins behind `base_index`, whose entry has `base_term`; a change that moves it holds the whole log. With
    `snapshot` it is one `saveSnapshot`, and all else is as it was. `number` counts the changes of a server since its
    first start, from 1. `values` holds what layers made persistent besides the variables of Figure 2. `write` is the
    number of the background write; 0: it is none.
    """

    number: int
    currentTerm: int
    votedFor: str | None
    first_index: int
    entries: tuple[Entry, ...]
    values: bytes = b""
    base_index: int = 0
    base_term: int = 0
    snapshot: Snapshot | None = None
    write: int = 0

    @property
    def last_index(self) -> int:
        """Return the last index of the log after this change."""
        return self.first_index + len(self.entries) - 1


@dataclass
class DurableState:
    """The sum of the changes 1 to `number`."""

    number: int = 0
    currentTerm: int = 0
    votedFor: str | None = None
    entries: list[Entry] = field(default_factory=list)
    values: bytes = b""
    base_index: int = 0
    base_term: int = 0
    snapshot: Snapshot | None = None

    @property
    def log(self) -> Log:
        """Return the durable log."""
        return Log(self.entries, self.base_index, self.base_term)

    def add(self, change: DurableChange) -> None:
        """Add the next change. ValueError if it does not follow the last one."""
        moves = (change.base_index, change.base_term) != (self.base_index, self.base_term)
        place = 0 if moves else change.first_index - self.base_index - 1
        if change.number != self.number + 1 or not 0 <= place <= len(self.entries):
            raise ValueError(f"change {change.number} does not follow change {self.number}")
        self.number = change.number
        self.currentTerm = change.currentTerm
        self.votedFor = change.votedFor
        self.entries[place:] = change.entries
        self.base_index, self.base_term = change.base_index, change.base_term
        self.values = change.values
        self.snapshot = change.snapshot or self.snapshot

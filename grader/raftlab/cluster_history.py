"""The history of a run: every step, and every server after it. A method of a layer can judge one. (Raft Figure 3)"""

from __future__ import annotations

from typing import Final

from raftlab.server import Apply, Entry, Record, Role, ServerId

DOWN: Final = "down"
"""The role of a server that has not started yet, or has crashed and not restarted."""


class ServerState(Record, frozen=True):
    """One server after a step. A server that is down shows what is on its disk, and commitIndex 0.

    `stored` is how many entries of the log are on its disk.
    """

    name: ServerId
    role: Role | str
    currentTerm: int
    votedFor: ServerId | None
    log: tuple[Entry, ...]
    commitIndex: int
    stored: int

    def lastIndex(self) -> int:
        """Return the index of the log's last entry; 0 for an empty log."""
        return len(self.log)

    def entry(self, index: int) -> Entry | None:
        """Return the log's entry at `index`, from 1; None if the log has no such entry."""
        return self.log[index - 1] if 1 <= index <= len(self.log) else None


class HistoryStep(Record, frozen=True):
    """One step: what happened, in words; what it applied; and every server after it.

    `applied` is what the server of this step gave to its state machine: records with `index` and `command`, in order.
    `servers` is in the same order in every step.
    """

    number: int
    event: str
    applied: tuple[Apply, ...]
    servers: tuple[ServerState, ...]


class History(Record, frozen=True):
    """A recorded run. The steps are numbered from 1."""

    name: str
    steps: tuple[HistoryStep, ...]

"""Restores the whole log of a server that has compacted a part: adds the entries that its snapshots replaced.

The kit saw every entry before it was compacted. With them the properties of a log need not know of snapshots.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from raftlab.errors import BadFrameError
from raftlab.server import Entry
from raftlab.worker.responses import DiskImage, Effect, ObservedState, SnapshotEffect

LogStart = tuple[int, int]
"""The index and the term of the last entry that a snapshot stands for; (0, 0) without one."""

SnapshotKey = tuple[int, int, bytes]
UNKNOWN_ENTRY_LIMIT = 10_000
"""The most entries that are made up for one log: checks place snapshots of a few dozen."""


class CompactedEntries:
    """The entries that each snapshot of a run replaced."""

    def __init__(self) -> None:
        self._by_snapshot: dict[SnapshotKey, tuple[Entry, ...]] = {}

    def whole_effects(
        self, effects: tuple[Effect, ...], own_log: tuple[Entry, ...], others: Iterable[tuple[Entry, ...]]
    ) -> tuple[Effect, ...]:
        """Return the effects with whole logs. own_log: the whole log of the server before them."""
        others, saved = tuple(others), None
        completed: list[Effect] = []
        for effect in effects:
            if isinstance(effect, DiskImage):
                own_log = self.whole_log(effect.log_start, effect.log, own_log, saved, others)
                effect = msgspec.structs.replace(effect, log=own_log) if effect.log_start[0] else effect
            elif isinstance(effect, SnapshotEffect) and not effect.failed:
                saved = effect
                self._remember(effect, (own_log, *others))
            completed.append(effect)
        return tuple(completed)

    def whole_state(
        self,
        observed: ObservedState,
        own_log: tuple[Entry, ...],
        saved: SnapshotEffect | None,
        others: Iterable[tuple[Entry, ...]],
    ) -> ObservedState:
        """Return the observed state with its whole log. saved: the snapshot on the server's disk."""
        if not observed.log_start[0]:
            return observed
        log = self.whole_log(observed.log_start, observed.log, own_log, saved, others)
        return msgspec.structs.replace(observed, log=log)

    def whole_log(
        self,
        start: LogStart,
        entries: tuple[Entry, ...],
        own_log: tuple[Entry, ...],
        saved: SnapshotEffect | None,
        others: Iterable[tuple[Entry, ...]],
    ) -> tuple[Entry, ...]:
        """Return the log from index 1 on: unknown entries become no-ops of the snapshot's term.

        BadFrameError if they are more than UNKNOWN_ENTRY_LIMIT: only a process that lies says so.
        """
        index, term = start
        if not index:
            return entries
        if has_entry(own_log, index, term):
            return own_log[:index] + entries
        if saved is not None and start == (saved.lastIncludedIndex, saved.lastIncludedTerm):
            prefix = self._by_snapshot.get((index, term, saved.data_hash))
            if prefix is not None:
                return prefix + entries
        for log in others:
            if has_entry(log, index, term):
                return log[:index] + entries
        if index > UNKNOWN_ENTRY_LIMIT:
            raise BadFrameError(
                f"the server's process sent an impossible value: its log begins behind entry {index}, "
                "and no server had that entry"
            )
        return (Entry(term),) * index + entries

    def _remember(self, saved: SnapshotEffect, logs: Iterable[tuple[Entry, ...]]) -> None:
        """Keep the entries that a new snapshot replaces: those of an equal earlier snapshot, else those of a log."""
        index, term = saved.lastIncludedIndex, saved.lastIncludedTerm
        for log in logs:
            if has_entry(log, index, term):
                self._by_snapshot.setdefault((index, term, saved.data_hash), log[:index])
                return


def has_entry(log: tuple[Entry, ...], index: int, term: int) -> bool:
    """Return whether a whole log has an entry of `term` at `index`."""
    return 1 <= index <= len(log) and log[index - 1].term == term

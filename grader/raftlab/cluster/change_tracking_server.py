"""The base of a node's server: `persist` notes what changed since the last one instead of copying the whole log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from raftlab.cluster.durable_changes import DurableChange, DurableState
from raftlab.cluster.layer_attribute_codec import decode_values, encode_values
from raftlab.server import Entry, Log, Options, ServerId, Snapshot, copy_value
from raftlab.worker.action_type_checks import TypeCheckedServer

FIGURE_2_NAMES = ("currentTerm", "votedFor", "log")


class ChangeTrackingLog(Log):
    """A log that knows the first index that changed since the last `persist`."""

    def __init__(self, entries: Iterable[Entry] = (), lastIncludedIndex: int = 0, lastIncludedTerm: int = 0) -> None:
        super().__init__(entries, lastIncludedIndex, lastIncludedTerm)
        self.first_change = self.lastIndex() + 1

    def truncateFrom(self, index: int) -> None:
        super().truncateFrom(index)
        self.first_change = min(self.first_change, index)


class ChangeTrackingServer(TypeCheckedServer):
    """Server whose `persist` action is a DurableChange: what differs from the one before. Its effects are the same.

    So is that of `saveSnapshot`, which has the snapshot and repeats what is durable besides, and that of
    `persist_in_background`, which has the number of the write. The changes reach the disk in their order: a write that
    was begun before a `persist` is on the disk before it.
    """

    __slots__ = ("durable",)  # slots are not part of the state

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.log = ChangeTrackingLog()
        self.durable = DurableState()

    def persist(self) -> None:
        self._change_state(write=0)

    def persist_in_background(self) -> int:
        self._started_writes += 1
        self._change_state(write=self._started_writes)
        return self._started_writes

    def _change_state(self, write: int) -> None:
        """Note what differs from the last change, whether it is durable already or still being written."""
        self.check_persistent_types()
        log, durable = self.log, self.durable
        base = (log.lastIncludedIndex, log.lastIncludedTerm)
        first = self._first_change() if base == (durable.base_index, durable.base_term) else log.firstIndex()
        others = {n: copy_value(getattr(self, n)) for n in type(self).persistent if n not in FIGURE_2_NAMES}
        values, entries = encode_values(others), log.entriesFrom(first)
        self._make_durable(
            DurableChange(
                durable.number + 1, self.currentTerm, self.votedFor, first, entries, values, *base, write=write
            )
        )
        if isinstance(log, ChangeTrackingLog):
            log.first_change = log.lastIndex() + 1

    def saveSnapshot(self, snapshot: Snapshot) -> bool:
        durable = self.durable
        last = durable.base_index + len(durable.entries)
        base = (durable.base_index, durable.base_term)
        self._make_durable(
            DurableChange(
                durable.number + 1,
                durable.currentTerm,
                durable.votedFor,
                last + 1,
                (),
                durable.values,
                *base,
                snapshot=snapshot,
            )
        )
        self.snapshot = snapshot
        return True

    def _make_durable(self, change: DurableChange) -> None:
        self.durable.add(change)
        self._actions.append(change)  # type: ignore[arg-type]  # a node's own form of Persist and SaveSnapshot

    def _first_change(self) -> int:
        """Return the first index at which the log differs from the durable one, which begins at the same index."""
        log, entries, base = self.log, self.durable.entries, self.log.lastIncludedIndex
        if isinstance(log, ChangeTrackingLog):
            first = log.first_change
            place = first - base - 1
            is_possible = 0 <= place <= len(entries) and first <= log.lastIndex() + 1
            if is_possible and (place == 0 or log[first - 1] is entries[place - 1]):
                return first
        pairs = enumerate(zip(log, entries, strict=False), start=base + 1)
        return next((index for index, (new, old) in pairs if new != old), base + min(len(log), len(entries)) + 1)


def restore_durable_state(server: ChangeTrackingServer, state: DurableState) -> None:
    """Set the persistent variables of a new server to what is durable."""
    values: dict[str, Any] = decode_values(state.values)
    for name, value in values.items():
        setattr(server, name, value)
    server.currentTerm, server.votedFor = state.currentTerm, state.votedFor
    server.log = ChangeTrackingLog(state.entries, state.base_index, state.base_term)
    server.durable = replace(state, entries=list(state.entries))
    if state.snapshot is not None:
        server.snapshot = state.snapshot

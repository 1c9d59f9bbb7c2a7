"""The disk of a placed server: what was persisted, and the background writes that a check lets end."""

from __future__ import annotations

from collections.abc import Iterable

from raftlab.checks.check_exceptions import CheckFailure
from raftlab.server import WriteCompletion
from raftlab.worker.responses import PersistEffect, SnapshotEffect, WriteEffect


class PlacedDisk:
    """What is durable, and the writes under way, oldest first."""

    def __init__(self) -> None:
        self.state: PersistEffect | None = None
        self.snapshot: SnapshotEffect | None = None
        self.writes: list[WriteEffect] = []
        self._newest_outdated = 0

    def record(self, effects: Iterable[object]) -> None:
        """Take the effects of one event."""
        for effect in effects:
            if isinstance(effect, WriteEffect):
                self.writes.append(effect)
            elif isinstance(effect, PersistEffect):
                self.state = effect
                self._newest_outdated = max([self._newest_outdated, *(write.number for write in self.writes)])
            elif isinstance(effect, SnapshotEffect) and not effect.failed:
                self.snapshot = effect

    def complete_oldest(self, failed: bool) -> WriteCompletion:
        """End the oldest write. CheckFailure if none is under way."""
        if not self.writes:
            raise CheckFailure("The log changed, and no write of it is under way: it was not given to the disk.")
        write = self.writes.pop(0)
        if not failed and write.number > self._newest_outdated:
            content = (write.image, write.currentTerm, write.votedFor, write.log, write.image_hash, write.log_start)
            self.state = PersistEffect(*content)
        return WriteCompletion(write.number, failed)

    def lose_writes(self) -> None:
        """Drop the writes of a server that stops."""
        self.writes, self._newest_outdated = [], 0

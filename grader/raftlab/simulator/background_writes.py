"""The disks of a simulated cluster: background writes under way, disks that hang, and the acts that end both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from raftlab.server import WriteCompletion
from raftlab.simulator.server_time import BlockedEvent, ServerTime
from raftlab.simulator.step_record import Step
from raftlab.simulator.worker_request_tasks import RequestTask
from raftlab.trace import Act, CompleteWrite, ResumeDisk, StallDisk, StartedWrite
from raftlab.worker import wire
from raftlab.worker.responses import ObservedState, PersistEffect, SnapshotEffect, StepResponse, WriteEffect


@dataclass
class BackgroundWrites(ServerTime):
    """The writes that each disk has begun and not ended, oldest first.

    A disk ends its writes in their order. A write that was begun before the last `persist` changes nothing: what was
    persisted is newer. A server that calls `persist` or saves a snapshot waits for its disk: while the disk hangs,
    nothing of that event has happened, and the server takes no other.
    """

    disks: dict[str, PersistEffect] = field(default_factory=dict, init=False)
    pending_writes: dict[str, list[WriteEffect]] = field(default_factory=dict, init=False)
    outdated_writes: dict[str, int] = field(default_factory=dict, init=False)  # the newest write before a persist
    lost_writes: dict[str, list[WriteEffect]] = field(default_factory=dict, init=False)  # of servers that stopped
    stalled_disks: set[str] = field(default_factory=set, init=False)

    def _handle(
        self, act: Act, server: str, event: wire.ServerEvent, crash_after: int | None, disk_fails: bool = False
    ) -> RequestTask[Step]:
        """Let a running server handle one event."""
        raise NotImplementedError

    def _apply_response(
        self, act: Act, server: str, before: ObservedState | None, response: StepResponse, crash_after: int | None
    ) -> RequestTask[Step]:
        """Carry out the effects of a server's event."""
        raise NotImplementedError

    def _completewrite(self, act: CompleteWrite) -> RequestTask[Step | None]:
        pending = self.pending_writes.get(act.server)
        if not pending or act.server in self.stalled_disks or not self.can_act(act.server):
            return None
        write = pending.pop(0)
        changes = not act.failed and write.number > self.outdated_writes.get(act.server, 0)
        if changes:
            self.disks[act.server] = disk_after_write(write)
        last = len(write.log) if changes else 0
        actual = msgspec.structs.replace(act, number=write.number, lastIndex=last)
        return (yield from self._handle(actual, act.server, WriteCompletion(write.number, act.failed), act.crash_after))

    def _stalldisk(self, act: StallDisk) -> Step | None:
        if act.server in self.stalled_disks:
            return None
        self.stalled_disks.add(act.server)
        return Step(self._make_event(act, None))

    def _resumedisk(self, act: ResumeDisk) -> RequestTask[Step | None]:
        if act.server not in self.stalled_disks:
            return None
        self.stalled_disks.remove(act.server)
        blocked = self.blocked_servers.pop(act.server, None)
        if blocked is None:
            return Step(self._make_event(act, None))
        before = self.running_servers[act.server]
        return (yield from self._apply_response(act, act.server, before, blocked.response, blocked.crash_after))

    def _block(self, server: str, response: StepResponse, crash_after: int | None) -> bool:
        """Let a running server wait if its disk hangs and the event needs it; return whether it waits."""
        if server not in self.stalled_disks or server not in self.running_servers:
            return False
        needs = any(isinstance(effect, PersistEffect | SnapshotEffect) for effect in response.effects[:crash_after])
        if needs:
            self.blocked_servers[server] = BlockedEvent(response, crash_after)
        return needs

    def _start_write(self, server: str, effect: WriteEffect) -> StartedWrite:
        self.pending_writes.setdefault(server, []).append(effect)
        return StartedWrite(effect.number, effect.currentTerm, effect.votedFor, len(effect.log))

    def _outdate_writes(self, server: str) -> None:
        """Mark the writes under way as outdated: they no longer change the disk, which has a newer state."""
        if self.pending_writes.get(server):
            self.outdated_writes[server] = self.pending_writes[server][-1].number

    def _lose_writes(self, server: str) -> None:
        """Drop the writes under way of a server that stops. Its writes are numbered anew when it starts again."""
        outdated = self.outdated_writes.pop(server, 0)
        lost = self.pending_writes.pop(server, ())
        self.lost_writes[server] = [write for write in lost if write.number > outdated]

    def end_late_writes(self, server: str, count: int) -> int:
        """End the first of the lost writes of a stopped server; return the last index of the last one that ended."""
        ended = self.lost_writes.pop(server, [])[:count]
        if not ended:
            return 0
        self.disks[server] = disk_after_write(ended[-1])
        return len(ended[-1].log)


def disk_after_write(write: WriteEffect) -> PersistEffect:
    """Return the content of a disk after a write."""
    return PersistEffect(write.image, write.currentTerm, write.votedFor, write.log, write.image_hash, write.log_start)


def servers_writing(world: BackgroundWrites) -> Iterator[str]:
    """Yield the servers whose disks have a write to end and do not hang, in order of their names."""
    for server, pending in sorted(world.pending_writes.items()):
        if pending and server not in world.stalled_disks and world.can_act(server):
            yield server

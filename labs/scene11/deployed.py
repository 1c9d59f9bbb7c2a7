"""The server of a design: the layers of the scenes before, with the knobs of the design in force.

WINDOW, LEASE_MS, DRIFT and LOCAL_READS are written below this text when a design is run.
"""

from raftlab.server import (
    LEADER,
    OK,
    AppendEntries,
    AppendEntriesReply,
    Command,
    Options,
    Server,
    ServerId,
)

WINDOW = 1
LEASE_MS = 0.0
DRIFT = 0.0
LOCAL_READS = False


class Deployed(Server):
    """Bounds the appends on the way, sends on without waiting for each answer, and reads as the design says."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.sentUpTo: dict[ServerId, list[int]] = {}  # a leader's: the last index of each append on the way
        self.beats = False  # whether this event is the heartbeat: then even an empty append goes

    def becomeLeader(self) -> None:
        self.sentUpTo = {}
        super().becomeLeader()

    def handleHeartbeatTimeout(self) -> None:
        self.beats = True
        super().handleHeartbeatTimeout()
        self.beats = False

    def replicateTo(self, follower: ServerId) -> None:
        if self.nextIndex[follower] <= self.log.lastIncludedIndex:  # it needs the snapshot
            self.sentUpTo[follower] = []
            super().replicateTo(follower)
            return
        waiting = [last for last in self.sentUpTo.get(follower, []) if last > self.matchIndex[follower]]
        self.sentUpTo[follower] = waiting
        first, last = self.nextIndex[follower], self.log.lastIndex()
        if first <= last and len(waiting) < WINDOW:
            limit = self.options.entriesPerAppend
            end = min(last, first - 1 + limit) if limit else last
            super().replicateTo(follower)
            self.nextIndex[follower] = end + 1
            waiting.append(end)
        elif self.beats or first > last:
            prev = first - 1
            self.send(
                follower, AppendEntries(self.currentTerm, self.id, prev, self.log.term(prev), (), self.commitIndex)
            )

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if not reply.success:
            self.sentUpTo[reply.followerId] = []
        super().handleAppendEntriesReply(reply)

    def handleRead(self, command: Command) -> None:
        if LOCAL_READS and self.role == LEADER:
            self.reply(command.client, command.sequence, OK, self.machine.get(command.key))
        else:
            super().handleRead(command)

    def leaseIsValid(self) -> bool:
        started = self.leaseStart
        if started is None or self.role != LEADER:
            return False
        return self.options.reads == "lease" and 0 <= self.now - started < LEASE_MS / (1 + DRIFT)

"""Scene 08: snapshots, and a log that does not grow for ever. (Raft §7, Figure 13; dissertation §5.1 to §5.3)"""

from raftlab.labs.scene08.messages import CHUNK_CHARACTERS, InstallSnapshot, InstallSnapshotReply
from raftlab.server import (
    LEADER,
    UNKNOWN,
    AppendEntries,
    AppendEntriesReply,
    CompactionRequest,
    Configuration,
    Options,
    Server,
    ServerId,
    Snapshot,
)


class Snapshots(Server):
    """Refines the server below: a snapshot stands for the beginning of the log, on disk and on the way to a follower.

    log.lastIncludedIndex is the last index that is gone from the log, log.term(lastIncludedIndex) its term. Of an index
    below it, the log knows nothing: log.term(…), log.holds(…) and log[…] raise CompactedError.
    """

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        # A follower's: (term, lastIncludedIndex, data) of the transfer that is under way; lost with a crash.
        self.received: tuple[int, int, str] = (0, 0, "")
        # A leader's: follower -> (lastIncludedIndex, offset) of the part that it sends next.
        self.transfers: dict[ServerId, tuple[int, int]] = {}

    # ---- given ---------------------------------------------------------------------------------------------------

    def started(self) -> None:
        super().started()
        if self.snapshot is not None and self.lastApplied < self.snapshot.lastIncludedIndex:
            self.restoreSnapshot(self.snapshot)

    def becomeFollower(self, term: int) -> None:
        super().becomeFollower(term)
        self.transfers = {}

    def becomeLeader(self) -> None:
        self.transfers = {}
        super().becomeLeader()

    def handleCompactionRequest(self, req: CompactionRequest) -> None:
        if self.log.lastIncludedIndex < req.index <= self.lastApplied:
            self.takeSnapshot(req.index)

    def hear_leader(self, req: InstallSnapshot) -> None:
        """Follow the sender, as a heartbeat makes a server do: role, leaderId, election timer."""
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
        if self.options.preVote or self.options.checkQuorum:
            self.heardAt = self.now

    def last_configuration(self, index: int) -> Configuration | None:
        """Return the last configuration in the log up to `index`, or the snapshot's; None for the initial one."""
        for at in range(index, self.log.lastIncludedIndex, -1):
            if self.log[at].configuration is not None:
                return self.log[at].configuration
        return self.snapshot.configuration if self.snapshot is not None else None

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        if not self.log.lastIncludedIndex or req.prevLogIndex > self.log.lastIndex():
            return super().conflictHint(req)
        term, index = self.log.term(req.prevLogIndex), req.prevLogIndex
        while index > self.log.firstIndex() and self.log.term(index - 1) == term:
            index -= 1
        return term, index

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if 0 < reply.conflictIndex <= self.log.lastIncludedIndex:  # no term to compare with is left there
            reply = AppendEntriesReply(
                term=reply.term,
                followerId=reply.followerId,
                success=reply.success,
                prevLogIndex=reply.prevLogIndex,
                matchIndex=reply.matchIndex,
                conflictIndex=reply.conflictIndex,
            )
        super().handleAppendEntriesReply(reply)

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            if index <= self.log.lastIncludedIndex and index not in self.results:  # it came with a snapshot
                del self.waiting[index]
                self.reply(call.client, call.sequence, UNKNOWN)
        super().answerClients()

    # ---- to write ------------------------------------------------------------------------------------------------

    def takeSnapshot(self, index: int) -> None:
        """Save a snapshot of the state machine; then drop the log up to `index`.

        index: above log.lastIncludedIndex, at most lastApplied. The snapshot is of the machine as it is now; which
        index, which term and which configuration belong to that? machine_text() is the machine with its sessions as
        text; last_configuration(i) is the last configuration up to index i. saveSnapshot(snapshot) returns False if
        the disk reported an error: what it held before stays. A crash may come between any two writes. The entries
        after `index` stay. May change: log and lastIncludedIndex. About 9 lines.
        """
        last = self.lastApplied
        snapshot = Snapshot(last, self.log.term(last), self.last_configuration(last), self.machine_text())
        if self.saveSnapshot(snapshot):
            self.log.compactTo(index)
            self.persist()

    def restoreSnapshot(self, snapshot: Snapshot) -> None:
        """Begin where `snapshot` ends: machine, sessions, indexes, configuration, and a log that continues it.

        Runs when the server starts, and after a snapshot of the leader was saved; `snapshot` is on the disk, and its
        lastIncludedIndex is above commitIndex. restore_machine(data) replaces machine and sessions. If the log holds
        the snapshot's last entry, what follows it stays; else every entry goes, and log.lastIncludedIndex is the
        snapshot's (Figure 13, steps 6 and 7). The log is durable then. adopted_configuration is the last configuration
        of snapshot and log together. May change: commitIndex, lastApplied, log, lastIncludedIndex and
        adopted_configuration. About 9 lines.
        """
        index, term = snapshot.lastIncludedIndex, snapshot.lastIncludedTerm
        if self.log.holds(index, term):
            self.log.compactTo(index)
        else:
            self.log.resetTo(index, term)
        self.persist()
        self.restore_machine(snapshot.data)
        self.commitIndex = self.lastApplied = index
        self.adopted_configuration = self.last_configuration(self.log.lastIndex())

    def replicateTo(self, follower: ServerId) -> None:
        """Send `follower` an AppendEntries as before, or one part of the snapshot if the log lacks what it needs.

        An AppendEntries needs the entries from nextIndex[follower] on, and the term of the one before them. A part is
        one InstallSnapshot with at most CHUNK_CHARACTERS characters of snapshot.data (a constant of
        labs/scene08/messages.py), and at least a third as many where they are left, from the offset that the follower
        is known to have reached; the last part is done. No part is sent ahead: the next one follows the answer to this
        one. It runs with every heartbeat too: a part that was lost is sent again. A newer snapshot begins a new
        transfer, at offset 0. nextIndex stays until the follower has the whole snapshot.
        May change: nextIndex. About 14 lines.
        """
        if self.snapshot is None or self.nextIndex[follower] > self.log.lastIncludedIndex:
            super().replicateTo(follower)
            return
        index, offset = self.transfers.get(follower, (0, 0))
        if index != self.snapshot.lastIncludedIndex:
            offset = 0
        self.transfers[follower] = (self.snapshot.lastIncludedIndex, offset)
        self.send(follower, self.snapshot_part(self.snapshot, offset))

    def snapshot_part(self, snapshot: Snapshot, offset: int) -> InstallSnapshot:
        """Return the message with what stands at `offset` of the snapshot's data."""
        end = offset + CHUNK_CHARACTERS
        return InstallSnapshot(
            term=self.currentTerm,
            leaderId=self.id,
            lastIncludedIndex=snapshot.lastIncludedIndex,
            lastIncludedTerm=snapshot.lastIncludedTerm,
            configuration=snapshot.configuration,
            offset=offset,
            data=snapshot.data[offset:end],
            done=end >= len(snapshot.data),
        )

    def handleAppendEntries(self, req: AppendEntries) -> None:
        """Take a leader's entries, also where they begin before this log does. (Figure 2, AppendEntries)

        super() is the handler of scene 04: it asks the log for the term at prevLogIndex, of which the log may know
        nothing any more. Yet what a snapshot stands for is committed: every leader of this term has it. Such a message
        is answered as if it began where the log begins; nothing at or above lastIncludedIndex is lost. May change:
        role, leaderId, votesGranted, log and commitIndex. About 8 lines.
        """
        known = self.log.lastIncludedIndex - req.prevLogIndex
        if known > 0:
            req = AppendEntries(
                term=req.term,
                leaderId=req.leaderId,
                prevLogIndex=self.log.lastIncludedIndex,
                prevLogTerm=self.log.lastIncludedTerm,
                entries=req.entries[known:],
                leaderCommit=req.leaderCommit,
            )
        super().handleAppendEntries(req)

    def handleInstallSnapshot(self, req: InstallSnapshot) -> None:
        """Take a part of the leader's snapshot, and answer it with an InstallSnapshotReply. (Figure 13)

        req is of currentTerm. Always call hear_leader(req) first. A snapshot that ends at or below commitIndex brings
        nothing: change nothing else, and say so (matchIndex lastIncludedIndex). Else collect the parts in
        self.received; parts may be lost, late or doubled (one that is there already sets nothing back), and this server
        may have forgotten the earlier ones. The reply's offset says which part is wanted next. Parts of two transfers,
        of another term or another lastIncludedIndex, are never mixed; a late part of an older transfer does not end a
        newer one. With the last part save the snapshot (saveSnapshot), then restoreSnapshot. If the disk reports an
        error, nothing is installed, and the transfer must be able to go on. May change: role, leaderId, votesGranted,
        commitIndex, lastApplied, log, lastIncludedIndex and adopted_configuration. About 25 lines.
        """
        self.hear_leader(req)
        if req.lastIncludedIndex <= self.commitIndex:
            self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)
            return
        data = self.received_data(req)
        if data is None:
            return
        if req.offset == len(data):
            data += req.data
            if req.done:
                self.installSnapshot(req, data)
                data = ""
        if self.commitIndex >= req.lastIncludedIndex:
            self.received = (0, 0, "")
            self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)
        else:
            self.received = (req.term, req.lastIncludedIndex, data)
            self.answer_part(req, len(data))

    def received_data(self, req: InstallSnapshot) -> str | None:
        """Return what has arrived of the transfer of `req`; None if a newer transfer is under way."""
        term, index, data = self.received
        if (term, index) == (req.term, req.lastIncludedIndex):
            return data
        return None if term == req.term and index > req.lastIncludedIndex else ""

    def installSnapshot(self, req: InstallSnapshot, data: str) -> None:
        """Make the snapshot durable, and begin where it ends. If the disk reports an error, nothing changes."""
        snapshot = Snapshot(req.lastIncludedIndex, req.lastIncludedTerm, req.configuration, data)
        if self.saveSnapshot(snapshot):
            self.restoreSnapshot(snapshot)

    def answer_part(self, req: InstallSnapshot, offset: int, matchIndex: int = 0) -> None:
        self.send(
            req.leaderId,
            InstallSnapshotReply(
                term=self.currentTerm,
                followerId=self.id,
                lastIncludedIndex=req.lastIncludedIndex,
                offset=offset,
                matchIndex=matchIndex,
            ),
        )

    def handleInstallSnapshotReply(self, reply: InstallSnapshotReply) -> None:
        """Learn how much of the snapshot a follower has, or that it has all of it.

        reply is of currentTerm, but it may be late or a copy, and this server may no longer lead. While parts are
        missing, send the part at reply.offset next: a follower that restarted asks for the first one again. An offset
        of another snapshot than the one that is being sent moves nothing. Once the follower has the whole snapshot,
        reply.matchIndex counts as an acknowledgement: raise matchIndex and nextIndex, and go on with what the follower
        lacks. A matchIndex about an older snapshot may count or not. Neither falls here. May change: matchIndex and
        nextIndex. About 13 lines.
        """
        follower = reply.followerId
        if self.role != LEADER or follower not in self.nextIndex:
            return
        index, offset = self.transfers.get(follower, (0, 0))
        if reply.matchIndex:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.lastIncludedIndex == index and reply.offset != offset:
            self.transfers[follower] = (index, reply.offset)
            self.replicateTo(follower)

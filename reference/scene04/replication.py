"""Scene 04: replicating the log, and Log Matching. (Raft §5.3, Figure 2 AppendEntries, Figure 7)"""

from raftlab.server import (
    LEADER,
    NOT_LEADER,
    AppendEntries,
    AppendEntriesReply,
    ClientRequest,
    Entry,
    Server,
    ServerId,
    Waiting,
)


class Replication(Server):
    """Refines the server of scene 03a: a leader makes every follower's log equal to its own."""

    def handleClientRequest(self, req: ClientRequest) -> None:
        command = req.command
        if self.role != LEADER:
            self.reply(command.client, command.sequence, NOT_LEADER)
            return
        self.log.append(Entry(self.currentTerm, command))
        self.waiting[self.log.lastIndex()] = Waiting(self.currentTerm, command.client, command.sequence)
        self.persist()
        for follower in self.followers:
            self.replicateTo(follower)
        self.tryAdvanceCommit()

    def replicateTo(self, follower: ServerId) -> None:
        """Send `follower` one AppendEntries with the entries from nextIndex[follower] on; with none it is a heartbeat.

        Runs for each follower after a client's command was appended, and with every heartbeat. prevLogIndex is the
        index before the first entry, prevLogTerm the term of your entry there (see log.term; 0 at index 0). One message
        holds at most options.entriesPerAppend entries (0: no limit). You may set a lower limit; send the rest later.
        leaderCommit is commitIndex, also in a heartbeat. May change: nextIndex. About 10 lines.
        """
        prev = self.nextIndex[follower] - 1
        self.send(follower, self.append_request(prev))

    def append_request(self, prev: int) -> AppendEntries:
        """Return the message with what follows index `prev`, as much as one message holds."""
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.term(prev),
            entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),
            leaderCommit=self.commitIndex,
        )

    def handleAppendEntries(self, req: AppendEntries) -> None:
        """Take a leader's entries or heartbeat, and answer it with an AppendEntriesReply. (Figure 2, AppendEntries)

        req is of currentTerm: a newer term was adopted, and an older message refused, before you see it. Always call
        super() first: it follows the sender and restarts the election timer.

        If the log does not hold prevLogIndex with prevLogTerm, refuse: repeat prevLogIndex, add the two numbers of
        conflictHint(req), store nothing. Else call truncateConflicts(req), which deletes what conflicts: scenes 05 and
        10 refine it, so an entry that conflicts goes in no other way. Append what is missing; then persist once if the
        log changed, since truncateConflicts may delete what the message brings again; call advanceFollowerCommit(req),
        which scene 05 writes; then acknowledge: matchIndex is the last index that this message brought or confirmed. A
        log may begin behind a snapshot (scene 08): see log.firstIndex().
        May change: role, leaderId, votesGranted and log. About 25 lines.
        """
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))

    def refusal_reply(self, req: AppendEntries) -> AppendEntriesReply:
        """Return the refusal of `req`, with a hint where to try next."""
        conflictTerm, conflictIndex = self.conflictHint(req)
        return AppendEntriesReply(
            term=self.currentTerm,
            followerId=self.id,
            success=False,
            prevLogIndex=req.prevLogIndex,
            conflictTerm=conflictTerm,
            conflictIndex=conflictIndex,
        )

    def success_reply(self, req: AppendEntries) -> AppendEntriesReply:
        """Return the acknowledgement of the last index that `req` brought or confirmed."""
        return AppendEntriesReply(
            term=self.currentTerm,
            followerId=self.id,
            success=True,
            prevLogIndex=req.prevLogIndex,
            matchIndex=req.prevLogIndex + len(req.entries),
        )

    def answer_heartbeat(self, req: AppendEntries) -> None:
        pass  # handleAppendEntries answers

    def storeEntries(self, req: AppendEntries) -> None:
        """Make the log hold req.entries after prevLogIndex, durably. (Figure 2, steps 3 and 4)"""
        before = list(self.log)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
        if list(self.log) != before:
            self.persist()

    def truncateConflicts(self, req: AppendEntries) -> None:
        # Placeholder: rewrites all of req.entries unless the log holds them. Scene 05 deletes no more than it must.
        last = req.prevLogIndex + len(req.entries)
        held = self.log.entriesFrom(req.prevLogIndex + 1, len(req.entries)) if req.entries else ()
        if last > self.log.lastIndex() or held != req.entries:
            self.log.truncateFrom(req.prevLogIndex + 1)

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        """Return (conflictTerm, conflictIndex): where the leader should try next, since req is refused. (§5.3)

        conflictIndex is an index to send from, at most prevLogIndex. conflictTerm is the term of the conflicting entry,
        0 if the log ends before prevLogIndex. (0, 0) is no hint. Your own handleAppendEntriesReply reads the hint: a
        leader that goes back one index at a time needs a message for each. May change: nothing. About 8 lines.
        """
        if req.prevLogIndex > self.log.lastIndex():
            return 0, self.log.lastIndex() + 1
        term = self.log.term(req.prevLogIndex)
        index = req.prevLogIndex
        while index > 1 and self.log.term(index - 1) == term:
            index -= 1
        return term, index

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        """Learn what a follower stores, or that its log differs from yours at or before reply.prevLogIndex.

        reply is of currentTerm, but it may be late or a copy, and you may no longer lead. A success raises
        matchIndex[follower] to reply.matchIndex and nextIndex[follower] above it; then call tryAdvanceCommit, which
        scene 05 writes, and send on while the follower lacks entries. After a refusal, try below reply.prevLogIndex.
        Either message may be sent at once or with the next heartbeat. matchIndex never falls, and nextIndex stays above
        it. Do not call replicateTo in a loop until nothing is missing: above scene 08 it may send a part of a snapshot,
        and nextIndex stays. A reply says nothing about the other followers. On a server that does not lead nothing
        changes.
        May change: matchIndex and nextIndex. About 12 lines.
        """
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

    def credit_success(self, follower: ServerId, reply: AppendEntriesReply) -> None:
        """Raise what is known of a follower, and send on while it lacks entries."""
        self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
        self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
        self.tryAdvanceCommit()
        if self.nextIndex[follower] <= self.log.lastIndex():
            self.replicateTo(follower)

    def backOff(self, reply: AppendEntriesReply) -> int:
        """Return the next index to try after a refusal: below the refused one, never below 1."""
        index = reply.prevLogIndex
        if 0 < reply.conflictIndex < index:
            index = reply.conflictIndex
            while reply.conflictTerm and self.log.holds(index, reply.conflictTerm) and index < reply.prevLogIndex:
                index += 1
        return max(1, index)

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
    """Refines the server of scene 03a: a leader brings every follower's log to its own."""

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

        Runs for each follower when a client's command has been appended, and with every heartbeat. prevLogIndex is the
        index before the first entry, prevLogTerm the term of your entry there (log.term tells it, also at index 0). One
        message holds at most options.entriesPerAppend entries (0: no limit; one of your own is welcome, and what is
        left follows); leaderCommit is commitIndex. About 10 lines.
        """
        prev = self.nextIndex[follower] - 1
        self.send(
            follower,
            AppendEntries(
                term=self.currentTerm,
                leaderId=self.id,
                prevLogIndex=prev,
                prevLogTerm=self.log.term(prev),
                entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),
                leaderCommit=self.commitIndex,
            ),
        )

    def handleAppendEntries(self, req: AppendEntries) -> None:
        """Take a leader's entries or heartbeat, and answer it with an AppendEntriesReply. (Figure 2, AppendEntries)

        req is of currentTerm: a newer term was adopted, an older message refused, before you see it. What super() does
        is due whatever becomes of the entries: it follows the sender and restarts the election timer.

        Where the log does not hold prevLogIndex with prevLogTerm, refuse: repeat prevLogIndex, add the two numbers of
        conflictHint(req), store nothing. Else truncateConflicts(req) makes room; append what is missing, and have the
        log durable if it changed; call advanceFollowerCommit(req), which scene 05 writes; then acknowledge, matchIndex
        being the last index that this message brought or confirmed. About 25 lines.
        """
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            conflictTerm, conflictIndex = self.conflictHint(req)
            self.send(
                req.leaderId,
                AppendEntriesReply(
                    term=self.currentTerm,
                    followerId=self.id,
                    success=False,
                    prevLogIndex=req.prevLogIndex,
                    conflictTerm=conflictTerm,
                    conflictIndex=conflictIndex,
                ),
            )
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(
            req.leaderId,
            AppendEntriesReply(
                term=self.currentTerm,
                followerId=self.id,
                success=True,
                prevLogIndex=req.prevLogIndex,
                matchIndex=req.prevLogIndex + len(req.entries),
            ),
        )

    def answer_heartbeat(self, req: AppendEntries) -> None:
        pass  # handleAppendEntries answers, once it knows what to say

    def storeEntries(self, req: AppendEntries) -> None:
        """Bring the log to hold req.entries after prevLogIndex, durably (Figure 2, steps 3 and 4)."""
        before = list(self.log)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
        if list(self.log) != before:
            self.persist()

    def truncateConflicts(self, req: AppendEntries) -> None:
        # Placeholder: rewrite the whole stretch unless the log holds it already. Scene 05 deletes no more than it must.
        last = req.prevLogIndex + len(req.entries)
        held = self.log.entriesFrom(req.prevLogIndex + 1, len(req.entries)) if req.entries else ()
        if last > self.log.lastIndex() or held != req.entries:
            self.log.truncateFrom(req.prevLogIndex + 1)

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        """Return (conflictTerm, conflictIndex): where the leader might try next, now that req is refused. (§5.3)

        conflictIndex is an index that it may send from, at most prevLogIndex; conflictTerm the term of the entry that
        conflicts, 0 where the log ends before prevLogIndex; (0, 0) is no hint. Your own handleAppendEntriesReply reads
        it: a leader that goes back one index at a time needs a message for each. About 8 lines.
        """
        if req.prevLogIndex > self.log.lastIndex():
            return 0, self.log.lastIndex() + 1
        term = self.log.term(req.prevLogIndex)
        index = req.prevLogIndex
        while index > 1 and self.log.term(index - 1) == term:
            index -= 1
        return term, index

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        """Learn what a follower stores, or that its log parts from yours before the index that you tried.

        reply is of currentTerm, but it may be late or a copy, and you may lead no more. A success raises
        matchIndex[follower] and nextIndex[follower] as far as reply.matchIndex tells; then call tryAdvanceCommit, which
        scene 05 writes, and send on while the follower lacks entries. A refusal of reply.prevLogIndex teaches to try
        below it. Either message may go out at once or wait for the next heartbeat. matchIndex never falls, and
        nextIndex stays above it. About 12 lines.
        """
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

    def backOff(self, reply: AppendEntriesReply) -> int:
        """Return the next index to try after a refusal: below the refused one, never below 1."""
        index = reply.prevLogIndex
        if 0 < reply.conflictIndex < index:
            index = reply.conflictIndex
            while reply.conflictTerm and self.log.holds(index, reply.conflictTerm) and index < reply.prevLogIndex:
                index += 1
        return max(1, index)

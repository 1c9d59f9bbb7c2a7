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
        # TODO(scene04): replace the next line.
        raise NotImplementedError

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
        # TODO(scene04): replace the next line.
        raise NotImplementedError

    def answer_heartbeat(self, req: AppendEntries) -> None:
        pass  # handleAppendEntries answers

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
        # TODO(scene04): replace the next line.
        raise NotImplementedError

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
        # TODO(scene04): replace the next line.
        raise NotImplementedError

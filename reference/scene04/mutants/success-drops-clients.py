# caught by: test_event_changes_only_what_it_is_about
"""A leader forgets the client of an entry that a follower acknowledges."""

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
        pass  # handleAppendEntries answers

    def storeEntries(self, req: AppendEntries) -> None:
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
        if req.prevLogIndex > self.log.lastIndex():
            return 0, self.log.lastIndex() + 1
        term = self.log.term(req.prevLogIndex)
        index = req.prevLogIndex
        while index > 1 and self.log.term(index - 1) == term:
            index -= 1
        return term, index

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.waiting.pop(reply.matchIndex, None)
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

    def backOff(self, reply: AppendEntriesReply) -> int:
        index = reply.prevLogIndex
        if 0 < reply.conflictIndex < index:
            index = reply.conflictIndex
            while reply.conflictTerm and self.log.holds(index, reply.conflictTerm) and index < reply.prevLogIndex:
                index += 1
        return max(1, index)

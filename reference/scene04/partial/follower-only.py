# expected: 29 points
"""The follower's half is written, the leader's is not."""

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
        raise NotImplementedError

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
        pass

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
        if list(self.log) != before:
            self.persist()

    def truncateConflicts(self, req: AppendEntries) -> None:
        last = req.prevLogIndex + len(req.entries)
        held = self.log.entriesFrom(req.prevLogIndex + 1, len(req.entries)) if req.entries else ()
        if last > self.log.lastIndex() or held != req.entries:
            self.log.truncateFrom(req.prevLogIndex + 1)

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        if req.prevLogIndex > self.log.lastIndex():
            return (0, self.log.lastIndex() + 1)
        term = self.log.term(req.prevLogIndex)
        index = req.prevLogIndex
        while index > 1 and self.log.term(index - 1) == term:
            index -= 1
        return (term, index)

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        raise NotImplementedError

# variant: what becomes of an entry is as unknown when the leader steps down as at the end of that event
"""Tells the clients unknown in becomeFollower, and afterwards answers only as a leader."""

from raftlab.server import UNKNOWN, AppendEntries, Server


class Commit(Server):
    def becomeFollower(self, term: int) -> None:
        super().becomeFollower(term)
        for _, call in sorted(self.waiting.items()):
            self.reply(call.client, call.sequence, UNKNOWN)
        self.waiting = {}

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        verified = req.prevLogIndex + len(req.entries)
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            if index <= self.lastApplied:
                del self.waiting[index]
                self.reply(call.client, call.sequence, *self.results[index])

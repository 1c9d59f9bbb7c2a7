# variant: the order of the answers of one event is nobody's promise
"""Answers from the highest index down, and asks commitIndex: settle has applied all of it by then."""

from raftlab.server import LEADER, UNKNOWN, AppendEntries, Server


class Commit(Server):
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
        for index in sorted(self.waiting, reverse=True):
            call = self.waiting[index]
            if not self.log.holds(index, call.term) or (self.role != LEADER and index > self.commitIndex):
                self.waiting.pop(index)
                self.reply(call.client, call.sequence, UNKNOWN)
            elif index <= self.commitIndex:
                self.waiting.pop(index)
                self.reply(call.client, call.sequence, *self.results[index])

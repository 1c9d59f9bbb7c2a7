# caught by: test_conflict_is_replaced
"""Compares the first eight entries of a message."""

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
        for index, entry in enumerate(req.entries[:8], start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        verified = req.prevLogIndex + len(req.entries)
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)

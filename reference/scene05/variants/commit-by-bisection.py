# variant: what a majority stores has no gaps: the highest index can be found by halves
"""Looks by halves."""

from raftlab.server import LEADER, UNKNOWN, AppendEntries, Server


class Commit(Server):
    def tryAdvanceCommit(self) -> bool:
        low, high = self.commitIndex, self.log.lastIndex()
        while low < high:
            index = (low + high + 1) // 2
            if 1 + sum(match >= index for match in self.matchIndex.values()) >= self.majority():
                low = index
            else:
                high = index - 1
        if low > self.commitIndex and self.log[low].term == self.currentTerm:
            self.commitIndex = low
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
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)

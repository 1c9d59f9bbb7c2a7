# variant: the n-majority-th of the ascending match list is the highest index on a majority
"""Finds the commit index in the sorted matchIndex list, then asks for its term."""

from raftlab.server import LEADER, UNKNOWN, AppendEntries, Server


class Commit(Server):
    def tryAdvanceCommit(self) -> bool:
        ascending = sorted([*self.matchIndex.values(), self.log.lastIndex()])
        reached = ascending[len(ascending) - self.majority()]
        if reached <= self.commitIndex or self.log.term(reached) != self.currentTerm:
            return False
        self.commitIndex = reached
        return True

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

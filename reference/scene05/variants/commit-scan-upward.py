# variant: looks at every index above commitIndex and keeps the highest that qualifies
"""Scans upwards and passes over entries of older terms."""

from raftlab.server import LEADER, UNKNOWN, AppendEntries, Server


class Commit(Server):
    def tryAdvanceCommit(self) -> bool:
        before = self.commitIndex
        for index in range(before + 1, self.log.lastIndex() + 1):
            copies = [follower for follower in self.followers if self.matchIndex[follower] >= index]
            if self.log[index].term == self.currentTerm and 2 * (len(copies) + 1) > len(self.cluster):
                self.commitIndex = index
        return self.commitIndex > before

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

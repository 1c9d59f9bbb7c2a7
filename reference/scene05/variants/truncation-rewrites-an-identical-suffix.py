# variant: an entry that is cut and appended again in the same event was never lost
"""Cuts at the first entry of the message unless all of them are there, and rewrites what agrees behind them."""

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
        first = req.prevLogIndex + 1
        behind = self.log.entriesFrom(first + len(req.entries))
        held = self.log.entriesFrom(first, len(req.entries)) if req.entries else ()
        agrees = all(mine.term == theirs.term for mine, theirs in zip(held, req.entries, strict=False))
        self.log.truncateFrom(first)
        for entry in held if agrees else ():
            self.log.append(entry)
        for entry in behind if agrees else ():
            self.log.append(entry)

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

# caught by: test_hidden_search_five
"""Does not count a follower that it still brings into step: with five servers two copies are then enough."""

from raftlab.server import LEADER, UNKNOWN, AppendEntries, AppendEntriesReply, Server


class Commit(Server):
    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        behind = getattr(self, "behind", frozenset()) - {reply.followerId}
        in_step = reply.success and reply.matchIndex >= self.log.lastIndex()
        self.behind = behind if in_step else behind | {reply.followerId}
        super().handleAppendEntriesReply(reply)

    def tryAdvanceCommit(self) -> bool:
        in_step = len(self.cluster) - len(getattr(self, "behind", ()))
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= min(self.majority(), max(2, in_step // 2 + 1)):
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
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)

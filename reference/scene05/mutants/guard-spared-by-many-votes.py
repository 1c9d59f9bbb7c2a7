# caught by: test_figure8_overwrite
"""Takes more votes than a majority for a proof that no rival is left, and counts copies of an older term then."""

from raftlab.server import LEADER, UNKNOWN, AppendEntries, Options, RequestVoteReply, Server


class Commit(Server):
    def __init__(self, id: str, cluster: tuple[str, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.voters: set[tuple[int, str]] = set()

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if reply.voteGranted:
            self.voters.add((reply.term, reply.voterId))
        super().handleRequestVoteReply(reply)

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            votes = 1 + sum(term == self.currentTerm for term, _ in self.voters)
            if votes <= self.majority() and self.log[index].term != self.currentTerm:
                continue
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
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)

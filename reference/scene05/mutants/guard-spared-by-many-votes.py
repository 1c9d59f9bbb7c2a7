# caught by: test_figure8_overwrite
"""Takes more votes than a majority for a proof that no rival is left, and counts copies of an older term then."""

from raftlab.server import Options, RequestVoteReply


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

# caught by: test_success_raises_match_index
"""Takes over what it had credited two terms ago, when the first reply comes."""

from raftlab.server import Options


class Replication(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.books: dict[ServerId, int] = {}
        self.booked = 0

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        if self.booked == self.currentTerm - 2 and self.books:
            self.matchIndex.update(
                {f: max(self.matchIndex[f], b) for f, b in self.books.items() if f in self.matchIndex}
            )
            self.books = {}
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.books, self.booked = dict(self.matchIndex), self.currentTerm
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

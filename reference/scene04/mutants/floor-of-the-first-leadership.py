# caught by: test_refusal_leads_back
"""Never goes back below what was acknowledged, in whatever term."""

from raftlab.server import Options


class Replication(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.floor: dict[ServerId, int] = {}

    def replicateTo(self, follower: ServerId) -> None:
        prev = max(self.nextIndex[follower] - 1, self.floor.get(follower, 0))
        self.send(follower, self.append_request(prev))

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.floor[follower] = self.matchIndex[follower]
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

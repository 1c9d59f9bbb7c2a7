# caught by: test_refusal_leads_back
"""A refusal at or above one that was heard before, in whatever term, is taken for a copy."""

from raftlab.server import Options


class Replication(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.refused: dict[ServerId, int] = {}

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1 and reply.prevLogIndex < self.refused.get(
            follower, 10**9
        ):
            self.refused[follower] = reply.prevLogIndex
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

# caught by: test_figure7_cluster
class Replication(Server):
    """Keeps one nextIndex for all followers."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            retreat = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.nextIndex = dict.fromkeys(self.followers, retreat)
            self.replicateTo(follower)

# caught by: test_figure7_followers
class Replication(Server):
    """Goes back every other time: the refused index is tried twice."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.tries = getattr(self, "tries", 0) + 1
            if self.tries % 2:
                self.nextIndex[follower] = max(self.matchIndex[follower] + 1, reply.prevLogIndex)
            self.replicateTo(follower)

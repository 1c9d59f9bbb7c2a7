# caught by: test_refusal_leads_back
class Replication(Server):
    """Goes back one index at a time, also from index 1."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = self.backOff(reply)
            self.replicateTo(follower)

    def backOff(self, reply: AppendEntriesReply) -> int:
        return reply.prevLogIndex - 1

# caught by: test_refusal_keeps_match_index
class Replication(Server):
    """A refusal sets matchIndex to 0."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.matchIndex[follower] = 0
            self.replicateTo(follower)

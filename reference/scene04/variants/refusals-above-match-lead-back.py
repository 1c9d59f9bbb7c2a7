# variant: any probe that goes strictly back is safe; stored entries may be sent again
class Replication(Server):
    """Whatever refusal above matchIndex leads back."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

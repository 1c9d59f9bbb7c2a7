# caught by: test_success_raises_match_index
class Replication(Server):
    """Credits all that the leader holds by now, not what the acknowledged request carried."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = self.log.lastIndex()
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

# caught by: test_leader_commit_advances_with_each_success
class Replication(Server):
    """A leader never looks at what is committed when a follower has stored more."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

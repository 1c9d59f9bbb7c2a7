# caught by: test_lost_append_is_resent
class Replication(Server):
    """Sends entries when a client speaks or a reply comes; the heartbeats bring none and repair nothing."""

    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers:
            last = self.matchIndex[follower]
            self.send(
                follower, AppendEntries(self.currentTerm, self.id, last, self.log.term(last), (), self.commitIndex)
            )
        self.setTimer("heartbeat", self.options.heartbeatInterval, self.options.heartbeatInterval)

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.tryAdvanceCommit()
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

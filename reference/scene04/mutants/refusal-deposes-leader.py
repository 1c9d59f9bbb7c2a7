# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A leader steps down when a follower refuses what it had acknowledged."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex <= self.matchIndex[follower]:
            self.becomeFollower(self.currentTerm)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)

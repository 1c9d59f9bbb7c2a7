# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A refusal leads all followers back."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            for each in self.followers:
                self.nextIndex[each] = max(self.matchIndex[each] + 1, min(self.nextIndex[each], self.backOff(reply)))
            self.replicateTo(follower)

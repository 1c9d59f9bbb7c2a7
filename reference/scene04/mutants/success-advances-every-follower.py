# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A success raises nextIndex of all followers."""

    def credit_success(self, follower: ServerId, reply: AppendEntriesReply) -> None:
        self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
        for each in self.followers:
            self.nextIndex[each] = max(self.nextIndex[each], self.matchIndex[follower] + 1)
        self.tryAdvanceCommit()
        if self.nextIndex[follower] <= self.log.lastIndex():
            self.replicateTo(follower)

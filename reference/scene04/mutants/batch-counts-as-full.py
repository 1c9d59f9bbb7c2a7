# caught by: test_small_appends_converge
class Replication(Server):
    """Takes each acknowledged message of a limit above two for a full one."""

    def credit_success(self, follower: ServerId, reply: AppendEntriesReply) -> None:
        self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
        full = reply.prevLogIndex + self.options.entriesPerAppend if self.options.entriesPerAppend > 2 else 0
        self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1, full)
        self.tryAdvanceCommit()
        if self.nextIndex[follower] <= self.log.lastIndex():
            self.replicateTo(follower)

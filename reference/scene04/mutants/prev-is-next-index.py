# caught by: test_append_follows_next_index
class Replication(Server):
    """Names nextIndex itself as the index before the entries."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = min(self.nextIndex[follower], self.log.lastIndex())
        self.send(
            follower,
            AppendEntries(
                term=self.currentTerm,
                leaderId=self.id,
                prevLogIndex=prev,
                prevLogTerm=self.log.term(prev),
                entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),
                leaderCommit=self.commitIndex,
            ),
        )

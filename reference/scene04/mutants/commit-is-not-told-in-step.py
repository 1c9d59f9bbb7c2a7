# caught by: test_append_tells_commit
class Replication(Server):
    """A follower that stores the whole log is not told leaderCommit any more."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = self.nextIndex[follower] - 1
        last = self.log.lastIndex()
        known = self.commitIndex if prev < last or self.matchIndex[follower] < last else 0
        self.send(
            follower,
            AppendEntries(
                term=self.currentTerm,
                leaderId=self.id,
                prevLogIndex=prev,
                prevLogTerm=self.log.term(prev),
                entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),
                leaderCommit=known,
            ),
        )

# caught by: test_append_keeps_to_the_limit
class Replication(Server):
    """Sends all that the follower lacks in one message."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = self.nextIndex[follower] - 1
        self.send(
            follower,
            AppendEntries(
                term=self.currentTerm,
                leaderId=self.id,
                prevLogIndex=prev,
                prevLogTerm=self.log.term(prev),
                entries=self.log.entriesFrom(prev + 1),
                leaderCommit=self.commitIndex,
            ),
        )

# variant: a leader may send one entry a message, whatever the limit
class Replication(Server):
    """One entry a message."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = self.nextIndex[follower] - 1
        self.send(
            follower,
            AppendEntries(
                term=self.currentTerm,
                leaderId=self.id,
                prevLogIndex=prev,
                prevLogTerm=self.log.term(prev),
                entries=self.log.entriesFrom(prev + 1, 1),
                leaderCommit=self.commitIndex,
            ),
        )

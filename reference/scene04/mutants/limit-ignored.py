# caught by: test_append_keeps_to_the_limit
class Replication(Server):
    """Sends all that the follower lacks in one message."""

    def append_request(self, prev: int) -> AppendEntries:
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.term(prev),
            entries=self.log.entriesFrom(prev + 1),
            leaderCommit=self.commitIndex,
        )

# variant: a leader may send one entry a message, whatever the limit
class Replication(Server):
    """One entry a message."""

    def append_request(self, prev: int) -> AppendEntries:
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.term(prev),
            entries=self.log.entriesFrom(prev + 1, 1),
            leaderCommit=self.commitIndex,
        )

# caught by: test_append_follows_next_index
class Replication(Server):
    """Sends the term of its last entry for that of the entry at prevLogIndex."""

    def append_request(self, prev: int) -> AppendEntries:
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.lastTerm() if prev else 0,
            entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),
            leaderCommit=self.commitIndex,
        )

# caught by: test_append_tells_commit
class Replication(Server):
    """Tells the last index for what is committed."""

    def append_request(self, prev: int) -> AppendEntries:
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.term(prev),
            entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),
            leaderCommit=self.log.lastIndex(),
        )

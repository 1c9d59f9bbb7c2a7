# caught by: test_append_keeps_to_the_limit
class Replication(Server):
    """The first entry is sent with all the others."""

    def append_request(self, prev: int) -> AppendEntries:
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.term(prev),
            entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend if prev else 0),
            leaderCommit=self.commitIndex,
        )

# caught by: test_append_keeps_to_the_limit
class Replication(Server):
    """Counts the entry at prevLogIndex too, and sends one more than allowed."""

    def append_request(self, prev: int) -> AppendEntries:
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.term(prev),
            entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend and self.options.entriesPerAppend + 1),
            leaderCommit=self.commitIndex,
        )

# caught by: test_append_follows_next_index
class Replication(Server):
    """Sends only its last entry, whatever the follower lacks."""

    def append_request(self, prev: int) -> AppendEntries:
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.term(prev),
            entries=self.log.entriesFrom(max(prev + 1, self.log.lastIndex())),
            leaderCommit=self.commitIndex,
        )

# caught by: test_append_tells_commit
class Replication(Server):
    """Tells leaderCommit only if the committed entry is of its own term."""

    def append_request(self, prev: int) -> AppendEntries:
        entries = self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)
        told = self.commitIndex if self.log.term(self.commitIndex) == self.currentTerm else 0
        return AppendEntries(self.currentTerm, self.id, prev, self.log.term(prev), entries, told)

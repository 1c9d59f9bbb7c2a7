# caught by: test_small_appends_converge
class Replication(Server):
    """With a limit above two sends full messages only."""

    def append_request(self, prev: int) -> AppendEntries:
        entries = self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)
        if len(entries) < self.options.entriesPerAppend > 2:
            entries = ()
        return AppendEntries(self.currentTerm, self.id, prev, self.log.term(prev), entries, self.commitIndex)

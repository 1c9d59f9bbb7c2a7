# caught by: test_figure7_followers
class Replication(Server):
    """Sends nothing while its last entry is a get without a client."""

    def append_request(self, prev: int) -> AppendEntries:
        entries = self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)
        last = entries[-1].command if entries else None
        if last is not None and (last.operation, last.client) == ("get", ""):
            entries = ()
        return AppendEntries(self.currentTerm, self.id, prev, self.log.term(prev), entries, self.commitIndex)

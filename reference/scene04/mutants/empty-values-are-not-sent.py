# caught by: test_append_follows_next_index
class Replication(Server):
    """Does not send an entry whose value is empty."""

    def append_request(self, prev: int) -> AppendEntries:
        entries = self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)
        entries = tuple(each for each in entries if each.command is None or each.command.value)
        return AppendEntries(self.currentTerm, self.id, prev, self.log.term(prev), entries, self.commitIndex)

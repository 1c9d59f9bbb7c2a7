# caught by: test_entries_are_stored
class Replication(Server):
    """Makes room for the entries and forgets to append those that are new."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        self.truncateConflicts(req)
        if list(self.log) != before:
            self.persist()

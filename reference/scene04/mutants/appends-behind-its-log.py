# caught by: test_entries_are_stored
class Replication(Server):
    """Appends the entries behind its last one, wherever they belong."""

    def storeEntries(self, req: AppendEntries) -> None:
        for entry in req.entries:
            self.log.append(entry)
        if req.entries:
            self.persist()

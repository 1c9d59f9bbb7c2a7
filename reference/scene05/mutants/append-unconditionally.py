# caught by: test_duplicate_is_stored_once
class Commit(Server):
    """Appends what a message brings at the end without looking whether it is there already."""

    def storeEntries(self, req: AppendEntries) -> None:
        self.truncateConflicts(req)
        for entry in req.entries:
            self.log.append(entry)
        if req.entries:
            self.persist()

# caught by: test_old_message_deletes_nothing
class Commit(Server):
    """Cuts everything after prevLogIndex whenever the message brings entries."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        if req.entries:
            self.log.truncateFrom(req.prevLogIndex + 1)

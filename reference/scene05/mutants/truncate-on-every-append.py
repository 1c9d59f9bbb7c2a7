# caught by: test_old_message_deletes_nothing
class Commit(Server):
    """Cuts everything after prevLogIndex for every message: a late or empty one erases acknowledged entries."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        self.log.truncateFrom(req.prevLogIndex + 1)

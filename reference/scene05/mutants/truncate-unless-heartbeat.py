# caught by: test_old_message_deletes_nothing
"""Cuts everything after prevLogIndex whenever the message brings entries."""


class Commit(Server):
    def truncateConflicts(self, req: AppendEntries) -> None:
        if req.entries:
            self.log.truncateFrom(req.prevLogIndex + 1)

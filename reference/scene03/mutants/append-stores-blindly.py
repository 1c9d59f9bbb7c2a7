# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Appends whatever entries an append brings, after its own."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        for entry in req.entries:
            self.log.append(entry)
        if req.entries:
            self.persist()
        self.resetElectionTimer()

# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Heartbeat cuts the log."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.log.truncateFrom(self.commitIndex + 1)
        self.resetElectionTimer()

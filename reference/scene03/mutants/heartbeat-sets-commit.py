# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Heartbeat sets commit."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
        self.commitIndex = min(req.leaderCommit, self.log.lastIndex())

# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Believes leaderCommit as far as its own log goes, whether the logs agree or not."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, self.log.lastIndex()))
        self.resetElectionTimer()

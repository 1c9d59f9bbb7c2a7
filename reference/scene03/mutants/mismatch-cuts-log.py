# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Cuts its log where an append does not fit."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        if req.prevLogIndex and not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.log.truncateFrom(min(req.prevLogIndex, self.log.lastIndex() + 1))
            self.persist()
        self.resetElectionTimer()

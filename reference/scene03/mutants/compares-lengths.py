# caught by: test_log_that_is_behind_is_refused
class Election(Server):
    """The longer log is the better one."""

    replace(
        "handleRequestVote",
        "free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)",
        "free and req.lastLogIndex >= self.log.lastIndex()",
    )

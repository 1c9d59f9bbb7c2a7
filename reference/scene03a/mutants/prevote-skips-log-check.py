# caught by: test_pre_vote_looks_at_the_log
class PreVoting(Server):
    """Grants a pre-vote to any log."""

    replace("handlePreVote", ".hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)", ".hearsLeader()")

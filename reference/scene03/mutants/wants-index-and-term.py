# caught by: test_tables_of_votes
class Election(Server):
    """Both numbers of the log must be no smaller."""

    replace(
        "handleRequestVote",
        "free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)",
        "free and req.lastLogTerm >= self.log.lastTerm() and req.lastLogIndex >= self.log.lastIndex()",
    )

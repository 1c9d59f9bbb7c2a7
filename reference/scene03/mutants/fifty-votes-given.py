# caught by: test_free_vote_is_granted
class Election(Server):
    """Gives fifty votes, and then no more."""

    given = 0

    replace(
        "handleRequestVote",
        "granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)",
        "granted = free and self.given < 50 and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)\n"
        "self.given += granted",
    )

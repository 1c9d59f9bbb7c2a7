# caught by: test_pre_vote_looks_at_the_log
class PreVoting(Server):
    """Grants a log that is one entry shorter, of five to seven entries."""

    replace(
        "handlePreVote",
        "self.send(",
        """if req.lastLogTerm == self.log.lastTerm() and 5 <= req.lastLogIndex <= 7 and not self.hearsLeader():
    granted = req.lastLogIndex >= self.log.lastIndex() - 1
self.send(""",
    )

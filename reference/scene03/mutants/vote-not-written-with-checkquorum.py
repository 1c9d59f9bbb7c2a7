# caught by: test_vote_stands_after_a_crash
class Election(Server):
    """Writes no vote with CheckQuorum."""

    replace("handleRequestVote", "self.persist()", "if not self.options.checkQuorum:\n    self.persist()")

# caught by: test_vote_stands_after_a_crash
class Election(Server):
    """Writes no vote with Pre-Vote."""

    replace("handleRequestVote", "self.persist()", "if not self.options.preVote:\n    self.persist()")

# caught by: test_vote_stands_after_a_crash
class Election(Server):
    """Writes no vote beside a log of three entries."""

    replace("handleRequestVote", "self.persist()", "if len(self.log) != 3:\n    self.persist()")

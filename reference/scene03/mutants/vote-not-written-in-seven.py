# caught by: test_vote_stands_after_a_crash
class Election(Server):
    """Writes no vote in a cluster of seven."""

    replace("handleRequestVote", "self.persist()", "if len(self.cluster) != 7:\n    self.persist()")

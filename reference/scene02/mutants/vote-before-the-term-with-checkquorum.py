# caught by: test_crash_in_an_event_keeps_the_vote
class Terms(Server):
    """With CheckQuorum the vote is written first, and the term after it."""

    replace(
        "becomeCandidate",
        "self.currentTerm += 1\nself.votedFor = self.id",
        "self.votedFor = self.id\nif self.options.checkQuorum:\n    self.persist()\nself.currentTerm += 1",
    )

# variant: the timer was restarted when the vote was given
class Election(Server):
    """Copies of a granted request do not restart the timer."""

    replace(
        "handleRequestVote",
        "if granted:\n    if self.votedFor is None:\n        self.votedFor = req.candidateId\n        self.persist()",
        "if granted and self.votedFor is None:\n    self.votedFor = req.candidateId\n    self.persist()",
    )

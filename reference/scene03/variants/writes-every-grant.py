# variant: writing more often than needed is slower, not wrong
class Election(Server):
    """Persists at each grant, also a repeated one."""

    replace(
        "handleRequestVote",
        "if self.votedFor is None:\n    self.votedFor = req.candidateId\n    self.persist()",
        "self.votedFor = req.candidateId\nself.persist()",
    )

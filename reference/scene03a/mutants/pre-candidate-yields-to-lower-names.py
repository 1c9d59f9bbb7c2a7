# caught by: test_every_role_answers
class PreVoting(Server):
    """A pre-candidate grants only to servers with a lower name: the one with the best log may never be elected."""

    replace(
        "handlePreVote",
        "granted = not self.hearsLeader()",
        "granted = (self.role != PRE_CANDIDATE or req.candidateId < self.id) and not self.hearsLeader()",
    )

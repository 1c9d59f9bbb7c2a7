# caught by: test_pre_vote_is_granted
class PreVoting(Server):
    """A leader refuses in nextTerm."""

    replace(
        "pre_vote_reply", "term=self.currentTerm,", "term=req.nextTerm if self.role == LEADER else self.currentTerm,"
    )

# caught by: test_pre_vote_is_granted
class PreVoting(Server):
    """A grant carries nextTerm as its term."""

    replace("pre_vote_reply", "term=self.currentTerm,", "term=req.nextTerm if granted else self.currentTerm,")

# caught by: test_pre_vote_is_granted
class PreVoting(Server):
    """A refusal carries nextTerm as its term: the sender's term rises."""

    replace("pre_vote_reply", "term=self.currentTerm,", "term=self.currentTerm if granted else req.nextTerm,")

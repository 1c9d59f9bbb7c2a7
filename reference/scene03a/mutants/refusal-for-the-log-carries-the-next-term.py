# caught by: test_pre_vote_is_granted
class PreVoting(Server):
    """A refusal of a server that hears no leader carries nextTerm as its term."""

    replace(
        "pre_vote_reply",
        "term=self.currentTerm,",
        "term=self.currentTerm if granted or self.hearsLeader() else req.nextTerm,",
    )

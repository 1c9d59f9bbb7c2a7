# caught by: test_pre_vote_is_granted
class PreVoting(Server):
    """Names its own term in the answer."""

    replace("pre_vote_reply", ", nextTerm=req.nextTerm, voteGranted=", ", nextTerm=self.currentTerm, voteGranted=")

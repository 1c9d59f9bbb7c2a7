# caught by: test_pre_vote_is_repeated
class PreVoting(Server):
    """Starts no timer when it asks."""

    replace("startPreVote", "self.resetElectionTimer()", "")

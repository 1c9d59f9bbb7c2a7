# caught by: test_pre_vote_is_repeated
class PreVoting(Server):
    """A pre-candidate waits 150 to 300 ms, whatever the deployment's timeout is."""

    replace("startPreVote", "self.resetElectionTimer()", 'self.setTimer("election", 150, 300)')

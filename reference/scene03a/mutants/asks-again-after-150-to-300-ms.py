# caught by: test_question_is_asked_again
class PreVoting(Server):
    """A pre-candidate waits 150 to 300 ms, whatever the deployment's timeout is."""

    replace("startPreVote", "self.resetElectionTimer()", 'self.setTimer("election", 150, 300)')

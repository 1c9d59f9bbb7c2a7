# caught by: test_question_is_asked_again
class PreVoting(Server):
    """Starts no timer when it asks."""

    replace("startPreVote", "self.resetElectionTimer()", "")

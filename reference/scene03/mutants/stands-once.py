# caught by: test_candidate_tries_again
class Election(Server):
    """Starts no timer when it stands."""

    replace("startElection", "self.resetElectionTimer()", "")

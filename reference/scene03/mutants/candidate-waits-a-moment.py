# caught by: test_candidate_tries_again
class Election(Server):
    """A candidate waits for less than a heartbeat before it stands again: it gives up before the answers come."""

    replace(
        "startElection",
        "self.resetElectionTimer()",
        'self.setTimer("election", self.electionWindow()[0] // 8, self.electionWindow()[0] // 4)',
    )

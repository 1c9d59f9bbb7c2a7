# caught by: test_timeout_starts_an_election
class Election(Server):
    """Raises the term and asks, and votes for nobody."""

    replace(
        "startElection", "self.becomeCandidate()", "self.becomeFollower(self.currentTerm + 1)\nself.role = CANDIDATE"
    )

# caught by: test_timeout_starts_an_election
class Election(Server):
    """A candidate that has not won asks again in the same term."""

    replace("startElection", "self.becomeCandidate()", "if self.role != CANDIDATE:\n    self.becomeCandidate()")

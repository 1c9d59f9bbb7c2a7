# caught by: test_each_voter_counts_once
class Election(Server):
    """Takes the votes of the term before into every fourth term."""

    replace(
        "startElection",
        "self.becomeCandidate()",
        """votes = self.votesGranted
self.becomeCandidate()
if self.currentTerm % 4 == 3:
    self.votesGranted |= votes""",
    )

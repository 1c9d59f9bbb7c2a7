# caught by: test_candidate_tries_again
class Election(Server):
    """Draws from a wider window after each election, won or lost, and never from the deployment's again."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return low, high + 50 * getattr(self, "attempts", 0)

    replace(
        "startElection",
        "self.becomeCandidate()",
        "self.attempts = getattr(self, 'attempts', 0) + 1\nself.becomeCandidate()",
    )

# caught by: test_candidate_has_its_own_vote_only
class Terms(Server):
    """Keeps the votes of a lost candidacy, and begins the next one with them."""

    replace("becomeFollower", "self.votesGranted = set()", "")

    replace(
        "becomeCandidate",
        "self.currentTerm += 1",
        "self.currentTerm += 1\nkept = self.votesGranted if self.role == FOLLOWER else set()",
    )
    replace("becomeCandidate", "self.votesGranted = {self.id}", "self.votesGranted = {self.id} | kept")

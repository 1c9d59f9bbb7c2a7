# caught by: test_candidate_has_its_own_vote_only
class Terms(Server):
    """Votes for itself and does not count that vote."""

    replace("becomeCandidate", "self.votesGranted = {self.id}", "self.votesGranted = set()")

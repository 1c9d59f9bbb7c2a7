# caught by: test_candidate_has_its_own_vote_only
class Terms(Server):
    """Counts the votes of the last round in the new one."""

    replace("becomeCandidate", "self.votesGranted = {self.id}", "self.votesGranted = self.votesGranted | {self.id}")

# caught by: test_candidate_begins_a_newer_term
class Terms(Server):
    """Stands again in the same term after a lost round."""

    replace("becomeCandidate", "self.currentTerm += 1", "if self.role != CANDIDATE:\n    self.currentTerm += 1")

# caught by: test_candidate_has_its_own_vote_only
class Terms(Server):
    """Empties the set of its votes only while fewer than three are in it: with more, those of an older term count."""

    replace(
        "becomeCandidate",
        "self.votesGranted = {self.id}",
        """if len(self.votesGranted) < 3:
    self.votesGranted = set()
self.votesGranted.add(self.id)""",
    )

# caught by: test_candidate_has_its_own_vote_only
class Terms(Server):
    """With CheckQuorum a candidate keeps the votes that it had."""

    replace(
        "becomeCandidate",
        "self.votesGranted = {self.id}",
        "self.votesGranted = {self.id} | (self.votesGranted if self.options.checkQuorum else set())",
    )

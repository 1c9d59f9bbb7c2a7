# caught by: test_every_role_answers
class PreVoting(Server):
    """A pre-candidate that grants a pre-vote counts its own anew."""

    replace(
        "handlePreVote",
        "self.send(",
        "if granted and self.role == PRE_CANDIDATE:\n    self.preVotesGranted = {self.id}\nself.send(",
    )

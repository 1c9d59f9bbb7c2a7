# caught by: test_every_role_answers
class PreVoting(Server):
    """A pre-candidate that refuses a pre-vote counts its own anew."""

    replace(
        "handlePreVote",
        "self.send(",
        "if not granted and self.role == PRE_CANDIDATE:\n    self.preVotesGranted = {self.id}\nself.send(",
    )

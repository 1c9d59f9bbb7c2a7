# caught by: test_every_role_answers
class PreVoting(Server):
    """A pre-candidate has one pre-vote: what it grants another it does not have itself."""

    replace("handlePreVote", "self.send(", "if granted:\n    self.preVotesGranted.discard(self.id)\nself.send(")

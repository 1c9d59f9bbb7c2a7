# caught by: test_every_role_answers
class PreVoting(Server):
    """A candidate that times out takes its own question for the word of a leader, and refuses everyone for a while."""

    replace(
        "startPreVote",
        "self.role = PRE_CANDIDATE",
        'if self.role == "candidate":\n    self.heardAt = self.now\nself.role = PRE_CANDIDATE',
    )

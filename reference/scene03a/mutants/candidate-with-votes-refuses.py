# caught by: test_every_role_answers
class PreVoting(Server):
    """A candidate that somebody has voted for refuses pre-votes: it hopes to win."""

    replace("handlePreVote", "not self.hearsLeader() and", "not self.hearsLeader() and len(self.votesGranted) < 2 and")

# caught by: test_late_pre_votes_do_not_count
class PreVoting(Server):
    """A candidate that times out starts the count of pre-votes with the votes that it has."""

    replace("startPreVote", "self.preVotesGranted = {self.id}", "self.preVotesGranted = {self.id, *self.votesGranted}")

# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Does not count its own pre-vote."""

    replace("startPreVote", "self.preVotesGranted = {self.id}", "self.preVotesGranted = set()")

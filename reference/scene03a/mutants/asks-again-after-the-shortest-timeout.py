# caught by: test_pre_vote_is_repeated
class PreVoting(Server):
    """A pre-candidate waits the minimum election timeout, always the same."""

    replace(
        "startPreVote",
        "self.resetElectionTimer()",
        'low = self.electionWindow()[0]\nself.setTimer("election", low, low)',
    )

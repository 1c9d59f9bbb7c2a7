# caught by: test_pre_vote_is_repeated
class PreVoting(Server):
    """A pre-candidate waits ten election timeouts before it asks again."""

    replace(
        "startPreVote",
        "self.resetElectionTimer()",
        'low, high = self.electionWindow()\nself.setTimer("election", 10 * low, 10 * high)',
    )

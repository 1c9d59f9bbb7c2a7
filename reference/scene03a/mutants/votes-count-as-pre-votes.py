# caught by: test_late_pre_votes_do_not_count
class PreVoting(Server):
    """Counts the votes of its last candidacy with each pre-vote for the next term."""

    replace(
        "handlePreVoteReply",
        "self.preVotesGranted.add(reply.voterId)",
        "self.preVotesGranted |= {reply.voterId, *self.votesGranted}",
    )

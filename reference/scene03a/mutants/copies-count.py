# caught by: test_only_fresh_pre_votes_count
class PreVoting(Server):
    """Counts answers, not voters."""

    replace(
        "handlePreVoteReply",
        "preVotesGranted.add(reply.voterId)",
        'preVotesGranted.add(f"{reply.voterId} {len(self.preVotesGranted)}")',
    )

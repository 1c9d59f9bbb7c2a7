# caught by: test_late_pre_votes_do_not_count
class PreVoting(Server):
    """Counts answers, not voters."""

    replace(
        "handlePreVoteReply",
        "preVotesGranted.add(reply.voterId)",
        'preVotesGranted.add(f"{reply.voterId} {len(self.preVotesGranted)}")',
    )

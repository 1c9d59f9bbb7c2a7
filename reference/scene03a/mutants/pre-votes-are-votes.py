# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Takes its pre-votes into the election as votes."""

    replace(
        "handlePreVoteReply",
        "self.startElection()",
        """granted = set(self.preVotesGranted)
self.startElection()
if self.role != LEADER:
    self.votesGranted |= granted""",
    )

# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Takes the pre-vote that made the majority into the election as a vote."""

    replace(
        "handlePreVoteReply",
        "self.startElection()",
        "self.startElection()\nif self.role != LEADER:\n    self.votesGranted.add(reply.voterId)",
    )

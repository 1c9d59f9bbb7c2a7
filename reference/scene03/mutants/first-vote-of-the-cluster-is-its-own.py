# caught by: test_majority_elects
class Election(Server):
    """Takes the first server of the cluster for itself when it counts votes."""

    replace(
        "handleRequestVoteReply",
        "self.votesGranted.add(reply.voterId)",
        "if reply.voterId != self.cluster[0]:\n    self.votesGranted.add(reply.voterId)",
    )

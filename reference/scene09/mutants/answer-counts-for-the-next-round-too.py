# caught by: test_only_a_majority_confirms
class Reads(Server):
    """A late answer to a round counts for the round after it too."""

    replace(
        "handleConfirmLeadershipReply",
        "self.rounds[reply.round][1].add(reply.followerId)",
        "self.rounds[reply.round][1].add(reply.followerId)\n"
        "if reply.round + 1 in self.rounds and len(self.rounds) == 2:\n"
        "    self.rounds[reply.round + 1][1].add(reply.followerId)",
    )

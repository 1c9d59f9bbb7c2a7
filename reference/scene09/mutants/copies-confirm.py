# caught by: test_only_a_majority_confirms
class Reads(Server):
    """Counts answers, not servers."""

    replace(
        "handleConfirmLeadershipReply",
        "self.rounds[reply.round][1].add(reply.followerId)",
        'self.rounds[reply.round][1].add(f"{reply.followerId} {len(self.rounds[reply.round][1])}")',
    )

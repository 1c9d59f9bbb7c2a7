# caught by: test_only_a_majority_confirms
class Reads(Server):
    """Counts answers, not servers: a copy stands for another follower."""

    replace(
        "handleConfirmLeadershipReply",
        "self.rounds[reply.round][1].add(reply.followerId)",
        "answered = self.rounds[reply.round][1]\n"
        "others = [each for each in self.followers if each not in answered]\n"
        "answered.add(others[0] if reply.followerId in answered and others else reply.followerId)",
    )

# variant: an answer to a later question was given after the earlier one too
class Reads(Server):
    """Counts an answer for every round up to its own."""

    replace(
        "handleConfirmLeadershipReply",
        "self.rounds[reply.round][1].add(reply.followerId)",
        "for number, state in self.rounds.items():\n"
        "    if number <= reply.round:\n        state[1].add(reply.followerId)",
    )

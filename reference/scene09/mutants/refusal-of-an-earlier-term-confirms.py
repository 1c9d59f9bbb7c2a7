# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Counts the refusal of an earlier leadership's question as an answer."""

    replace(
        "handleConfirmLeadershipReply",
        "if self.role == LEADER and reply.round in self.rounds:",
        "if self.role == LEADER and reply.round < 0 and self.rounds:\n"
        "    self.rounds[max(self.rounds)][1].add(reply.followerId)\n    self.finish_round(max(self.rounds))\n"
        "if self.role == LEADER and reply.round in self.rounds:",
    )

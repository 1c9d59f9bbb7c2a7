# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Lets the read of an absent key join an open round."""

    replace(
        "handleRead",
        "(client, sequence, key, *self.read_point())",
        "(client, sequence, key, *((max(self.commitIndex, self.termStart), self.lastRound) if "
        "self.rounds and key not in self.machine else self.read_point()))",
    )

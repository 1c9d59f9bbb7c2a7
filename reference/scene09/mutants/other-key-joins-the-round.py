# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Lets the read of another key join the round of the first that waits."""

    replace(
        "handleRead",
        "(client, sequence, key, *self.read_point())",
        "(client, sequence, key, *((max(self.commitIndex, self.termStart), self.pendingReads[0][4]) "
        "if self.pendingReads and self.pendingReads[0][2] != key else self.read_point()))",
    )

# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Lets a follower's question join the round of a read of the same client."""

    replace(
        "handleReadIndex",
        "*self.read_point()))",
        "*(next((r[3:] for r in self.pendingReads if r[0] == req.client), None) or self.read_point())))",
    )

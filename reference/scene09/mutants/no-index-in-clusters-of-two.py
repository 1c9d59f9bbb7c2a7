# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Gives no index in clusters of two."""

    replace(
        "handleReadIndex",
        "if self.role == LEADER and not is_known:",
        "if self.role == LEADER and not is_known and not (len(self.cluster) == 2):",
    )

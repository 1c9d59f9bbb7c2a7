# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Joins an open round where the log is compacted."""

    replace(
        "read_point",
        "self.lastRound + 1",
        "self.lastRound + (0 if self.rounds and (self.log.lastIncludedIndex) else 1)",
    )

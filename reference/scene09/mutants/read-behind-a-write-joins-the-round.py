# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Lets a read join an open round while a write waits."""

    replace("read_point", "self.lastRound + 1", "self.lastRound + (0 if self.rounds and self.waiting else 1)")

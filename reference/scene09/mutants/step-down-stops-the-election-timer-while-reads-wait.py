# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Stops the election timer at the end of a leadership with reads that wait."""

    replace(
        "endLeadership",
        "self.rounds = {}",
        "self.rounds = {}\nif self.pendingReads:\n    self.cancelTimer('election')",
    )

# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Keeps its lease when it steps down while reads wait."""

    replace("endLeadership", "self.leaseStart = None", "if not self.pendingReads:\n    self.leaseStart = None")

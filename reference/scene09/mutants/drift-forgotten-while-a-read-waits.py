# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Forgets the drift while a read waits."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "/ (DRIFT_BOUND if not self.pendingReads else 1)")

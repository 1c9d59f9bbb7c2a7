# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Forgets the drift from the third term on."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "/ (DRIFT_BOUND if self.currentTerm < 3 else 1)")

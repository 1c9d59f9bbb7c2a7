# caught by: test_transfer_ends
class Operations(Server):
    """Starts the timer of a transfer only before the first TimeoutNow of its term."""

    replace("transferLeadership", "self.setTimer(", "if self.lease_revoked_in != self.currentTerm:\n    self.setTimer(")

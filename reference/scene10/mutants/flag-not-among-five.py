# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Among five, stands without the flag."""

    replace(
        "handleTimeoutNow",
        "self.transfer_term = self.currentTerm + 1",
        "if len(self.cluster) < 5:\n    self.transfer_term = self.currentTerm + 1",
    )

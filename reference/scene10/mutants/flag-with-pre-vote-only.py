# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Asks for votes of a transfer only where Pre-Vote is on."""

    replace(
        "handleTimeoutNow",
        "self.transfer_term = self.currentTerm + 1",
        "if self.options.preVote:\n    self.transfer_term = self.currentTerm + 1",
    )

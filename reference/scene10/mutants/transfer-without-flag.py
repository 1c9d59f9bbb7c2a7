# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Asks for votes as after a timeout."""

    replace("handleTimeoutNow", "self.transfer_term = self.currentTerm + 1", "")

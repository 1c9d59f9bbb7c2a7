# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Stands only for the first TimeoutNow of its life."""

    replace("handleTimeoutNow", "if self.role != LEADER and", "if self.role != LEADER and not self.transfer_term and")

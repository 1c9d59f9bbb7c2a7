# caught by: test_target_campaigns_at_once
class Operations(Server):
    """A candidate goes on with its election when a leader of its term asks it to stand."""

    replace("handleTimeoutNow", "if self.role != LEADER and", "if self.role not in (LEADER, 'candidate') and")

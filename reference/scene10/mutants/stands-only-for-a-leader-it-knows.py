# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Stands only if it has heard of the leader that asks it to."""

    replace("handleTimeoutNow", "self.role != LEADER and", "self.role != LEADER and req.leaderId == self.leaderId and")

# caught by: test_target_campaigns_at_once
class Operations(Server):
    """A leader stands against itself."""

    replace("handleTimeoutNow", "self.role != LEADER and ", "")

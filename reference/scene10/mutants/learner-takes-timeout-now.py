# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Stands for election though it has no vote."""

    replace("handleTimeoutNow", "self.may_campaign()", "True")

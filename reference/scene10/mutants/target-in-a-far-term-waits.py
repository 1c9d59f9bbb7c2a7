# caught by: test_target_campaigns_at_once
class Operations(Server):
    """From term 100 on ignores TimeoutNow."""

    replace("handleTimeoutNow", "self.may_campaign()", "self.may_campaign() and self.currentTerm < 100")

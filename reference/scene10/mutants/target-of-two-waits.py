# caught by: test_target_campaigns_at_once
class Operations(Server):
    """In a cluster of two ignores TimeoutNow."""

    replace("handleTimeoutNow", "self.may_campaign()", "self.may_campaign() and len(self.cluster) > 2")

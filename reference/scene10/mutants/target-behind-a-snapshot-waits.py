# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Behind a snapshot ignores TimeoutNow."""

    replace("handleTimeoutNow", "self.may_campaign()", "self.may_campaign() and not self.log.lastIncludedIndex")

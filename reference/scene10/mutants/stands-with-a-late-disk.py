# caught by: test_target_campaigns_at_once
class Operations(Server):
    """Stands for election when it is asked to, though its disk hangs."""

    replace("handleTimeoutNow", " and not self.disk_is_late()", "")

# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Stands for election when it is asked to, though its disk hangs."""

    replace("handleTimeoutNow", " and not self.disk_is_late()", "")

# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Among five, starts an election with a late disk."""

    replace(
        "handleTimeoutNow",
        "not self.disk_is_late()",
        "(not self.disk_is_late() or len(self.cluster) >= 5)",
    )

# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Stands only while no write is under way."""

    replace("handleTimeoutNow", "not self.disk_is_late()", "not self.writes")

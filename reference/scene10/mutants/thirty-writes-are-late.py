# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Takes thirty writes under way for a stall."""

    replace("disk_is_late", "return any(", "return len(self.writes) > 30 or any(")

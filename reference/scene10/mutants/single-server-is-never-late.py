# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """The disk of a server alone is never late."""

    replace("disk_is_late", "return any(", "return bool(self.followers) and any(")

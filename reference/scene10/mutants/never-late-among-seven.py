# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """In a cluster of seven a disk is never late."""

    replace("disk_is_late", "return any(", "return len(self.cluster) < 7 and any(")

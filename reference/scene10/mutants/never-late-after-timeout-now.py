# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """After TimeoutNow the disk is never late."""

    replace("disk_is_late", "return any(", "return self.lease_revoked_in != self.currentTerm and any(")

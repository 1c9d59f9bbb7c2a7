# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """While a leader hands over its disk is never late."""

    replace("disk_is_late", "return any(", "return self.transfer_target is None and any(")

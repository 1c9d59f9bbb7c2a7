# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Where leaders begin with a no-op, no disk is late."""

    replace("disk_is_late", "return any(", "return not self.options.no_op and any(")

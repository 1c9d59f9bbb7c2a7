# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """With CheckQuorum a disk is never late."""

    replace("disk_is_late", "return any(", "return not self.options.checkQuorum and any(")

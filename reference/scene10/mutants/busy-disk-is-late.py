# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Is late where the newest write is."""

    replace("disk_is_late", "self.electionWindow()[0]", "self.electionWindow()[1] * 8")

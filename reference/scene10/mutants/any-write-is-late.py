# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Takes a write of 20 ms for a stall."""

    replace("disk_is_late", "> self.electionWindow()[0]", "> 15")

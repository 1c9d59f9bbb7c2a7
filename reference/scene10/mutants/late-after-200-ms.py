# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Takes a stall of 200 ms for long, whatever the election timeout is."""

    replace("disk_is_late", "self.electionWindow()[0]", "200")

# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Takes six heartbeats for long."""

    replace("disk_is_late", "self.electionWindow()[0]", "6 * self.options.heartbeatInterval")

# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Steps down, and stands again at the next timeout."""

    replace(
        "handleElectionTimeout",
        "if self.role != LEADER and self.disk_is_late():",
        "if self.role != LEADER and not self.electionWindow()[0]:",
    )

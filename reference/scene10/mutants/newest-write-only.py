# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Looks at the newest write only: with calls coming in, a disk that hangs is never late."""

    replace(
        "disk_is_late",
        "any(self.now - begun > self.electionWindow()[0] for _, begun in self.writes.values())",
        "bool(self.writes) and self.now - self.writes[max(self.writes)][1] > self.electionWindow()[0]",
    )

# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Never looks at its disk."""

    replace(
        "disk_is_late", "any(self.now - begun > self.electionWindow()[0] for _, begun in self.writes.values())", "False"
    )

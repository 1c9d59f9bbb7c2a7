# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Looks only at writes of what is not committed."""

    replace(
        "disk_is_late",
        "for _, begun in self.writes.values()",
        "for index, begun in self.writes.values() if index > self.commitIndex",
    )

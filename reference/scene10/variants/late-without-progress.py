# variant: a disk that ends one write after the other makes progress, however old the newest of them is
class Operations(Server):
    """A disk is late if nothing has ended for longer than the timeout."""

    def disk_is_late(self) -> bool:
        if not self.writes:
            return False
        oldest = min(begun for _, begun in self.writes.values())
        since = max(oldest, getattr(self, "ended_at", 0.0))
        return self.now - since > self.electionWindow()[0]

    replace(
        "onPersisted",
        "elif index > self.durable_index:",
        "else:\n    self.ended_at = self.now\nif not completion.failed and index > self.durable_index:",
    )

# caught by: test_follower_below_the_log_gets_the_snapshot
class Snapshots(Server):
    """Can send no snapshot but one that it took itself since it started; without one it leads on, and sends nothing."""

    replace(
        "takeSnapshot",
        "self.log.compactTo(index)",
        "self.readable = snapshot\nself.log.compactTo(index)",
    )
    replace(
        "replicateTo",
        "if self.snapshot is None or self.nextIndex[follower] > self.log.lastIncludedIndex:",
        "readable: Snapshot | None = getattr(self, 'readable', None)\n"
        "if self.nextIndex[follower] <= self.log.lastIncludedIndex and readable != self.snapshot:\n"
        "    return\n"
        "if self.snapshot is None or self.nextIndex[follower] > self.log.lastIncludedIndex:",
    )

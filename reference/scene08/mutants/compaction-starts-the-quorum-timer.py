# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """As a leader, starts the quorum timer again with each snapshot that it takes."""

    replace(
        "takeSnapshot",
        "last = self.lastApplied",
        "if self.role == LEADER and self.options.checkQuorum:\n"
        "    low = self.options.electionTimeout[0]\n"
        "    self.setTimer('quorum', low, low)\n"
        "last = self.lastApplied",
    )

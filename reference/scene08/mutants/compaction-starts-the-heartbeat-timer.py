# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """As a leader, starts the heartbeat timer again with each snapshot that it takes."""

    replace(
        "takeSnapshot",
        "last = self.lastApplied",
        "if self.role == LEADER:\n"
        "    beat = self.options.heartbeatInterval\n"
        "    self.setTimer('heartbeat', beat, beat)\n"
        "last = self.lastApplied",
    )

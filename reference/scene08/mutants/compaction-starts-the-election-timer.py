# caught by: test_event_changes_only_what_it_is_about
class Snapshots(Server):
    """Starts its election timer again with each snapshot that it takes."""

    replace(
        "takeSnapshot",
        "last = self.lastApplied",
        "if self.role != LEADER:\n    self.resetElectionTimer()\nlast = self.lastApplied",
    )

# caught by: test_entries_are_stored
class Replication(Server):
    """Takes a heartbeat of a leader that has committed more for the news that the leader's log ends there."""

    replace(
        "storeEntries",
        "self.truncateConflicts(req)",
        """self.truncateConflicts(req)
if not req.entries and req.leaderCommit > req.prevLogIndex:
    self.log.truncateFrom(req.prevLogIndex + 1)""",
    )

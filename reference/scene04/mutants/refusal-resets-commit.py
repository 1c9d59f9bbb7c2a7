# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A follower that refuses an append resets commitIndex."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):\n    self.commitIndex = 0",
    )

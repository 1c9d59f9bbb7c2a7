# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """A leader that is deposed by an append with entries cuts all behind prevLogIndex while its clients wait."""

    replace(
        "truncateConflicts",
        "for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):",
        "if self.waiting and req.entries:\n    self.log.truncateFrom(req.prevLogIndex + 1)\n"
        "for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):",
    )

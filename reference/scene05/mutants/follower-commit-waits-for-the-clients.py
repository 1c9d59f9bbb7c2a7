# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """A leader that is deposed by an append commits nothing by it while its clients wait."""

    replace(
        "advanceFollowerCommit",
        "verified = req.prevLogIndex + len(req.entries)",
        "if self.waiting:\n    return\nverified = req.prevLogIndex + len(req.entries)",
    )

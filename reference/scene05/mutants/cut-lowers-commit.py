# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """Where an entry is replaced, commitIndex is no higher than where the append begins."""

    replace(
        "truncateConflicts",
        "self.log.truncateFrom(index)",
        "self.log.truncateFrom(index)\nself.commitIndex = min(self.commitIndex, req.prevLogIndex)",
    )

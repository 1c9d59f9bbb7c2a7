# caught by: test_conflict_is_replaced
class Commit(Server):
    """Skips every index that is already there without comparing terms: a conflicting tail survives."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        return

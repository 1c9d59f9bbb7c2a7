# caught by: test_conflict_is_replaced
"""Skips every index that is already there without comparing terms: a conflicting tail survives."""


class Commit(Server):
    def truncateConflicts(self, req: AppendEntries) -> None:
        return

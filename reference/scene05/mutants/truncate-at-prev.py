# caught by: test_conflict_is_replaced
class Commit(Server):
    """Cuts one entry too early: the entry before the conflict goes too."""

    replace("truncateConflicts", "self.log.truncateFrom(index)", "self.log.truncateFrom(max(1, index - 1))")

# caught by: test_changes_that_are_interrupted
class Membership(Server):
    """Refuses its vote to a candidate that its own configuration does not know."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return self.configuration_index() > 0 and super().isUpToDate(lastLogIndex, lastLogTerm)

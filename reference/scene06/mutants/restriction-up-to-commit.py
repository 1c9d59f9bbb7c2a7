# caught by: test_commit_does_not_count
class Invariants(Server):
    """Compares with the last committed entry, once there is one."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        last = self.commitIndex or self.log.lastIndex()
        return (lastLogTerm, lastLogIndex) >= (self.log.term(last), last)

# variant: two logs with the same last index and term are equal (Log Matching, Raft §5.3)
class Replication(Server):
    """Writes only if the index or the term of its last entry has changed."""

    replace("storeEntries", "before = list(self.log)", "before = self.log.lastIndex(), self.log.lastTerm()")
    replace("storeEntries", "if list(self.log) !=", "if (self.log.lastIndex(), self.log.lastTerm()) !=")

# variant: the log may be a new object, as long as it begins where the old one began
from raftlab.server import Log


class Replication(Server):
    """Makes a new log of the old entries and the new ones."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        self.truncateConflicts(req)
        held = self.log.lastIndex() - req.prevLogIndex
        merged = [*self.log, *req.entries[max(0, held) :]]
        if merged != before:
            self.log = Log(merged, self.log.lastIncludedIndex, self.log.lastIncludedTerm)
            self.persist()

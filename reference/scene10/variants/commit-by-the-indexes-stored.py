# variant: the highest index of a quorum is one of the indexes that are stored
class Operations(Server):
    """Looks at the indexes that are stored somewhere, highest first."""

    def tryAdvanceCommit(self) -> bool:
        if self.options.disk != "background":
            return super().tryAdvanceCommit()
        stored = dict(self.matchIndex)
        stored[self.id] = min(self.durable_index, self.log.lastIndex())
        for index in sorted(set(stored.values()), reverse=True):
            if index <= self.commitIndex or self.log.term(index) != self.currentTerm:
                break
            if self.quorum({server for server, upto in stored.items() if upto >= index}):
                self.commitIndex = index
                return True
        return False

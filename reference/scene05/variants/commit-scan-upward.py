# variant: looks at every index above commitIndex and keeps the highest that qualifies
class Commit(Server):
    """Scans upwards and passes over entries of older terms."""

    def tryAdvanceCommit(self) -> bool:
        before = self.commitIndex
        for index in range(before + 1, self.log.lastIndex() + 1):
            copies = [follower for follower in self.followers if self.matchIndex[follower] >= index]
            if self.log[index].term == self.currentTerm and 2 * (len(copies) + 1) > len(self.cluster):
                self.commitIndex = index
        return self.commitIndex > before

# variant: asserts what server.py promises of the leader's books whenever the rule is asked
class Commit(Server):
    """Asserts that nextIndex is above matchIndex, and that nobody stores more than this leader."""

    def tryAdvanceCommit(self) -> bool:
        if self.role != LEADER:
            return False
        end = self.log.lastIndex()
        assert all(0 <= match <= end for match in self.matchIndex.values()), self.matchIndex
        assert all(self.nextIndex[follower] > match for follower, match in self.matchIndex.items()), self.nextIndex
        for index in range(end, self.commitIndex, -1):
            if self.log.term(index) != self.currentTerm:
                break
            if 1 + sum(match >= index for match in self.matchIndex.values()) >= self.majority():
                self.commitIndex = index
                return True
        return False

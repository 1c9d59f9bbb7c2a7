# caught by: test_event_changes_only_what_it_is_about
"""A leader that commits forgets its own name."""


class Commit(Server):
    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                self.leaderId = None
                return True
        return False

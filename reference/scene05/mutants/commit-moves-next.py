# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """A commit sets nextIndex of all followers behind it."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(self.matchIndex[follower] >= index for follower in self.followers)
            if stored >= self.majority():
                self.commitIndex = index
                self.nextIndex = {name: max(match, index) + 1 for name, match in self.matchIndex.items()}
                return True
        return False

# caught by: test_majority_commits
class Commit(Server):
    """Waits for every follower instead of a majority: one server down stops the cluster."""

    def tryAdvanceCommit(self) -> bool:
        reached = min([self.log.lastIndex(), *self.matchIndex.values()])
        if reached > self.commitIndex and self.log[reached].term == self.currentTerm:
            self.commitIndex = reached
            return True
        return False

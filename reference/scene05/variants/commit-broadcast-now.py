# variant: followers learn the commit index at once instead of by the next heartbeat
class Commit(Server):
    """Sends AppendEntries to every follower as soon as commitIndex has moved."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                for follower in self.followers:
                    self.replicateTo(follower)
                return True
        return False

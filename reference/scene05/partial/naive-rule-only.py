# expected: 17 points
class Commit(Server):
    """One method, and it counts copies; followers and clients are still to be written."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = 1 + sum(self.matchIndex[follower] >= index for follower in self.followers)
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False

    def truncateConflicts(self, req: AppendEntries) -> None:
        raise NotImplementedError

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        raise NotImplementedError

    def answerClients(self) -> None:
        raise NotImplementedError

# variant: an entry is of the own term if its index is above the log that the leader had when it won
class Commit(Server):
    """Notes in its own becomeLeader where its term begins, as hashicorp/raft does, and takes the median."""

    def becomeLeader(self) -> None:
        self.startIndex = self.log.lastIndex() + 1
        super().becomeLeader()

    def tryAdvanceCommit(self) -> bool:
        stored = sorted([self.log.lastIndex(), *(self.matchIndex[each] for each in self.followers)], reverse=True)
        quorum = stored[self.majority() - 1]
        if quorum < self.startIndex or quorum <= self.commitIndex:
            return False
        self.commitIndex = quorum
        return True

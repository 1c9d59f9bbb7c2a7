# caught by: test_commit_in_any_state
class Commit(Server):
    """Takes the last entry of an older term for one of its own."""

    def becomeLeader(self) -> None:
        self.startIndex = self.log.lastIndex()
        super().becomeLeader()

    def tryAdvanceCommit(self) -> bool:
        stored = sorted([self.log.lastIndex(), *(self.matchIndex[each] for each in self.followers)], reverse=True)
        quorum = stored[self.majority() - 1]
        if quorum < self.startIndex or quorum <= self.commitIndex:
            return False
        self.commitIndex = quorum
        return True

# variant: started sets all volatile variables as a new server has them, and makes attributes that becomeLeader fills
class Commit(Server):
    """Commits from the first index of its leadership on, which becomeLeader notes in a dict that started makes."""

    def started(self) -> None:
        self.role, self.leaderId, self.votesGranted = "follower", None, set()
        self.commitIndex = self.lastApplied = 0
        self.nextIndex, self.matchIndex = {}, {}
        self.leadership: dict[str, int] = {}
        super().started()

    def becomeLeader(self) -> None:
        self.leadership["first"] = self.log.lastIndex() + 1
        super().becomeLeader()

    def tryAdvanceCommit(self) -> bool:
        stored = sorted([self.log.lastIndex(), *self.matchIndex.values()], reverse=True)
        index = stored[self.majority() - 1]
        if index <= self.commitIndex or index < self.leadership["first"]:
            return False
        self.commitIndex = index
        return True

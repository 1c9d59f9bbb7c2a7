# caught by: test_restarted_leader_waits
class Commit(Server):
    """Commits an entry of an older term once every server stores it: safe, but not what Figure 2 promises."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            own = self.log[index].term == self.currentTerm
            if stored == len(self.cluster) or (own and stored >= self.majority()):
                self.commitIndex = index
                return True
        return False

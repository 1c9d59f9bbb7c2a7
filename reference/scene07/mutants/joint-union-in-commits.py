# caught by: test_joint_is_not_left_before
class Membership(Server):
    """For a commit a majority of the union is enough; votes are counted on each side."""

    def tryAdvanceCommit(self) -> bool:
        configuration = self.configuration()
        union = {*configuration.voters, *(configuration.old_voters or ())}
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = {self.id} | {each for each, match in self.matchIndex.items() if match >= index}
            if self.log.term(index) == self.currentTerm and 2 * len(stored & union) > len(union):
                self.commitIndex = index
                return True
        return False

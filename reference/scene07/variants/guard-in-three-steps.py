# variant: the three conditions one by one
class Membership(Server):
    """Each condition of the guard is a line of its own."""

    def may_change(self, target: Configuration) -> bool:
        if self.configuration_index() > self.commitIndex:
            return False
        if self.commitIndex == 0 or self.log[self.commitIndex].term != self.currentTerm:
            return False
        for each in target.voters:
            is_new = each not in self.configuration().voters and each != self.id
            if is_new and self.matchIndex.get(each, 0) < self.commitIndex:
                return False
        return True

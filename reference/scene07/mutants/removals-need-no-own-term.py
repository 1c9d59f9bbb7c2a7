# caught by: test_the_2015_bug
class Membership(Server):
    """A change that only removes does not wait for the own term."""

    def may_change(self, target: Configuration) -> bool:
        removes = set(target.voters) < set(self.configuration().voters)
        if self.configuration_index() > self.commitIndex:
            return False
        if self.log.term(self.commitIndex) != self.currentTerm and not removes:
            return False
        newcomers = set(target.voters) - set(self.configuration().voters) - {self.id}
        return all(self.matchIndex.get(each, 0) >= self.commitIndex for each in newcomers)

# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """Remembers from an earlier leadership that an entry of its own term was committed."""

    def may_change(self, target: Configuration) -> bool:
        if self.log.term(self.commitIndex) == self.currentTerm:
            self.ownTermCommitted = True
        if self.configuration_index() > self.commitIndex or not getattr(self, "ownTermCommitted", False):
            return False
        newcomers = set(target.voters) - set(self.configuration().voters) - {self.id}
        return all(self.matchIndex.get(each, 0) >= self.commitIndex for each in newcomers)

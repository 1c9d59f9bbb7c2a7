# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """A learner may be promoted in a joint change whatever it stores."""

    def may_change(self, target: Configuration) -> bool:
        if self.configuration_index() > self.commitIndex or self.log.term(self.commitIndex) != self.currentTerm:
            return False
        newcomers = set(target.voters) - set(self.configuration().voters) - {self.id}
        if target.is_joint:
            newcomers -= set(self.configuration().learners)
        return all(self.matchIndex.get(each, 0) >= self.commitIndex for each in newcomers)

# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """A voter that becomes a learner does not wait for the own term."""

    replace(
        "may_change",
        "if self.configuration_index() > self.commitIndex or self.log.term(self.commitIndex) != self.currentTerm:",
        "demotes = set(target.learners) & set(self.configuration().voters)\n"
        "if self.configuration_index() > self.commitIndex or (self.log.term(self.commitIndex) != "
        "self.currentTerm and not demotes):",
    )

# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """A change that only adds a voter does not wait for the own term."""

    replace(
        "may_change",
        "if self.configuration_index() > self.commitIndex or self.log.term(self.commitIndex) != self.currentTerm:",
        "grows = set(target.voters) > set(self.configuration().voters)\n"
        "if self.configuration_index() > self.commitIndex or (self.log.term(self.commitIndex) != "
        "self.currentTerm and not grows):",
    )

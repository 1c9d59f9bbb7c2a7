# caught by: test_explore_four
class Membership(Server):
    """The first change of a log does not wait for the own term."""

    replace(
        "may_change",
        "self.log.term(self.commitIndex) != self.currentTerm",
        "(self.configuration_index() and self.log.term(self.commitIndex) != self.currentTerm)",
    )

# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """A cluster of five voters needs no entry of the own term."""

    replace(
        "may_change",
        "self.log.term(self.commitIndex) != self.currentTerm",
        "self.log.term(self.commitIndex) != self.currentTerm and len(self.configuration().voters) != 5",
    )

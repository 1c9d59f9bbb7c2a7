# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """Asks for an entry of its own term in the first terms only."""

    replace(
        "may_change",
        "self.log.term(self.commitIndex) != self.currentTerm",
        "self.log.term(self.commitIndex) != self.currentTerm < 20",
    )

# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """An entry of its own term in the log is enough for a change."""

    replace(
        "may_change", "self.log.term(self.commitIndex) != self.currentTerm", "self.log.lastTerm() != self.currentTerm"
    )

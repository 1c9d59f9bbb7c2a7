# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """While a client waits a change needs no committed entry of the own term."""

    replace(
        "may_change",
        "or self.log.term(self.commitIndex) != self.currentTerm",
        "or not (self.waiting or self.log.term(self.commitIndex) == self.currentTerm)",
    )

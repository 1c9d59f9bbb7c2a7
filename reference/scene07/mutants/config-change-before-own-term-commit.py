# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """The 2015 bug: a new leader changes before an entry of its own term is committed."""

    replace("may_change", " or self.log.term(self.commitIndex) != self.currentTerm", "")

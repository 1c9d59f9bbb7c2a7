# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """Any committed entry is enough for a change."""

    replace("may_change", "self.log.term(self.commitIndex) != self.currentTerm", "self.commitIndex == 0")

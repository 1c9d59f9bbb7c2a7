# expected: 80 points
class Membership(Server):
    """Everything but the guard of 2015: a new leader changes at once."""

    replace("may_change", " or self.log.term(self.commitIndex) != self.currentTerm", "")

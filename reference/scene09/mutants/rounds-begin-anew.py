# caught by: test_leadership_ends_with_its_lease
class Reads(Server):
    """The next leadership numbers its rounds from 1."""

    replace("endLeadership", "self.termStart = 0", "self.termStart = 0\nself.lastRound = 0")

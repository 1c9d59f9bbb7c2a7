# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """A new voter must store exactly what is committed."""

    replace(
        "may_change",
        "self.matchIndex.get(each, 0) >= self.commitIndex",
        "self.matchIndex.get(each, 0) == self.commitIndex",
    )

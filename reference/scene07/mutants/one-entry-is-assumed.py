# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """A server of which nothing is known counts as one that stores the first entry."""

    replace("may_change", "self.matchIndex.get(each, 0)", "self.matchIndex.get(each, 1)")

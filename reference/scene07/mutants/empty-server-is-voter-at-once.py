# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """A server without a log becomes a voter."""

    replace(
        "may_change",
        "return all(self.matchIndex.get(each, 0) >= self.commitIndex for each in newcomers)",
        "return True",
    )

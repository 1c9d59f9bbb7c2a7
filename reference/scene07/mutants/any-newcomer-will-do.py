# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """One new voter that has caught up is enough for all."""

    replace(
        "may_change",
        "return all(self.matchIndex.get(each, 0) >= self.commitIndex for each in newcomers)",
        "return not newcomers or any(self.matchIndex.get(each, 0) >= self.commitIndex for each in newcomers)",
    )

# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """While a client waits a new voter need not have caught up."""

    replace("may_change", "return all(", "return bool(self.waiting) or all(")

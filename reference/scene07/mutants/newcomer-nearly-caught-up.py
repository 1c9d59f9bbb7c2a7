# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """A new voter may lack the last committed entry."""

    replace("may_change", ">= self.commitIndex for", ">= self.commitIndex - 1 for")

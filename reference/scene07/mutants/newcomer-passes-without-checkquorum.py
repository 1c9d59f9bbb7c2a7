# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """In a deployment without CheckQuorum a new voter need not have caught up."""

    replace("may_change", "return all(", "return not self.options.checkQuorum or all(")

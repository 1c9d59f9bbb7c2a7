# caught by: test_changes_that_are_interrupted
class Membership(Server):
    """A server that its own last configuration removes never stands for election."""

    replace("may_campaign", "return last > self.commitIndex and self.has_vote(before)", "return False")

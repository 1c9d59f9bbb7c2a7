# caught by: test_each_side_decides
class Membership(Server):
    """A majority of one of the two sides is enough."""

    replace("quorum", "all(", "any(")

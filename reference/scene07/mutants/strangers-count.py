# caught by: test_each_side_decides
class Membership(Server):
    """Whoever answers counts, member or not."""

    replace("quorum", "2 * len(servers & set(side))", "2 * len(servers)")

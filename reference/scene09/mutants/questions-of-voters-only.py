# caught by: test_leader_gives_the_index
class Reads(Server):
    """Gives no index to a server without a vote."""

    replace(
        "handleReadIndex",
        "if self.role == LEADER and",
        "if req.followerId in self.configuration().voters and self.role == LEADER and",
    )

# caught by: test_follower_asks_its_leader
class Reads(Server):
    """Refuses every read at a follower."""

    replace("handleRead", "self.role == FOLLOWER and self.leaderId is not None", "False")

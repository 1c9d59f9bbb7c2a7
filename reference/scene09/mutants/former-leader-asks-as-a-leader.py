# caught by: test_leader_gives_the_index
class Reads(Server):
    """Takes a follower's question for an index in each role, and asks the others whether it leads."""

    replace("handleReadIndex", "self.role == LEADER and not is_known", "not is_known")

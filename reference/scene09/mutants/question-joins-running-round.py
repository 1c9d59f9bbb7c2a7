# caught by: test_leader_gives_the_index
class Reads(Server):
    """Lets a follower's read join the round that is out."""

    replace("handleReadIndex", "*self.read_point()", "self.read_point()[0], self.lastRound - 1")

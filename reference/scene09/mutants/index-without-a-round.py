# caught by: test_leader_gives_the_index
class Reads(Server):
    """Gives a follower the index at once: nobody has confirmed that it leads."""

    replace("handleReadIndex", "*self.read_point()", "self.read_point()[0], 0")

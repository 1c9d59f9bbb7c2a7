# caught by: test_leader_gives_the_index
class Reads(Server):
    """Gives a follower its commitIndex before an entry of its own term is committed."""

    replace("handleReadIndex", "*self.read_point()", "self.commitIndex, self.read_point()[1]")

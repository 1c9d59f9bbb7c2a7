# caught by: test_follower_asks_its_leader
class Reads(Server):
    """Waits for what it has committed itself, not for the index that the leader gave."""

    replace("handleReadIndexReply", "term, reply.index)", "term, self.commitIndex)")

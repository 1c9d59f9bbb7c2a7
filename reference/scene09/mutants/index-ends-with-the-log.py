# caught by: test_follower_asks_its_leader
class Reads(Server):
    """Takes the end of its log for an index behind that."""

    replace("handleReadIndexReply", "(key, term, reply.index)", "(key, term, min(reply.index, self.log.lastIndex()))")

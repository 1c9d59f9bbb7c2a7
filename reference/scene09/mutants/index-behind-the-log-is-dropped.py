# caught by: test_follower_asks_its_leader
class Reads(Server):
    """Drops an index that its log does not hold yet."""

    replace(
        "handleReadIndexReply",
        "if index is None and term == reply.term:",
        "if index is None and term == reply.term and reply.index <= self.log.lastIndex():",
    )

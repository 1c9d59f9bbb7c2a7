# caught by: test_follower_asks_its_leader
class Reads(Server):
    """A follower uses the newest index that its leader gave in this term for later reads too."""

    def handleReadIndexReply(self, reply: ReadIndexReply) -> None:
        self.cached = (reply.term, reply.index)
        key, term, index = self.forwardedReads.get((reply.client, reply.sequence), ("", 0, None))
        if index is None and term == reply.term:
            self.forwardedReads[reply.client, reply.sequence] = (key, term, reply.index)

    replace(
        "handleRead",
        "(key, self.currentTerm, None)",
        "(key, self.currentTerm, self.cached[1] if getattr(self, 'cached', (0, 0))[0] == self.currentTerm else None)",
    )

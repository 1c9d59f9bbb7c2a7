# caught by: test_follower_asks_its_leader
class Reads(Server):
    """A follower that heard its leader a moment ago answers by itself, as if its promise were a lease."""

    replace(
        "handleRead",
        "self.forwardedReads[client, sequence] = (key, self.currentTerm, None)",
        "heard = self.options.reads == 'lease' and self.heardAt is not None and self.now - self.heardAt < 100\n"
        "self.forwardedReads[client, sequence] = (key, self.currentTerm, self.commitIndex if heard else None)",
    )

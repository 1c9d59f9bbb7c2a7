# caught by: test_lease_needs_the_own_term
class Reads(Server):
    """A follower gets commitIndex while the lease is valid."""

    def handleReadIndex(self, req: ReadIndex) -> None:
        if self.role == LEADER and self.leaseIsValid():
            self.send(
                req.followerId, ReadIndexReply(self.currentTerm, self.id, req.client, req.sequence, self.commitIndex)
            )
            return
        is_known = any(read[:3] == (req.followerId, req.client, req.sequence) for read in self.askedReads)
        if self.role == LEADER and not is_known:
            self.askedReads.append((req.followerId, req.client, req.sequence, *self.read_point()))

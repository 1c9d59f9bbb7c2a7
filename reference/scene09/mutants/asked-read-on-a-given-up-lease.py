# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """A follower's read may use the lease that was given up."""

    def giveUpLease(self) -> None:
        self.leaseGivenUp = True

    def leaseIsValid(self) -> bool:
        return not self.leaseGivenUp and self.in_time()

    def in_time(self) -> bool:
        if self.options.reads != "lease" or self.role != LEADER or self.leaseStart is None:
            return False
        return 0 <= self.now - self.leaseStart < self.electionWindow()[0] / DRIFT_BOUND

    def handleReadIndex(self, req: ReadIndex) -> None:
        if self.role == LEADER and self.in_time():
            index = max(self.commitIndex, self.termStart)
            self.send(req.followerId, ReadIndexReply(self.currentTerm, self.id, req.client, req.sequence, index))
            return
        is_known = any(read[:3] == (req.followerId, req.client, req.sequence) for read in self.askedReads)
        if self.role == LEADER and not is_known:
            self.askedReads.append((req.followerId, req.client, req.sequence, *self.read_point()))

    replace("finish_round", "None if self.leaseGivenUp else sent", "sent")

# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Gives the lease up for good only where no read waits."""

    replace("giveUpLease", "self.leaseGivenUp = True", "self.leaseGivenUp = not self.pendingReads")

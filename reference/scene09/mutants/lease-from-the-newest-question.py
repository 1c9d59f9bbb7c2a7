# caught by: test_lease_counts_from_sending
class Reads(Server):
    """Keeps one time for all rounds: an answer to an earlier question counts from when the newest was sent."""

    replace("finish_round", "None if self.leaseGivenUp else sent", "None if self.leaseGivenUp else self.newest_sent")
    replace("confirmLeadership", "self.lastRound += 1", "self.lastRound += 1\nself.newest_sent = self.now")

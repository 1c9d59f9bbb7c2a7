# caught by: test_reads_and_the_time
class Reads(Server):
    """Trusts its lease until two rounds have got no answer: a server that stood still asked none."""

    replace(
        "leaseIsValid",
        "0 <= self.now - self.leaseStart < self.electionWindow()[0] / DRIFT_BOUND",
        "self.lastRound - self.confirmedRound < 2",
    )

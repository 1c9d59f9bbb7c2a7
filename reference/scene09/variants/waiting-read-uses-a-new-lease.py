# variant: a lease that is valid when the read is answered proves that no other server leads
class Reads(Server):
    """Answers what waits when a lease begins."""

    replace("serveReads", "self.confirmedRound >= needed:", "(self.confirmedRound >= needed or self.leaseIsValid()):")

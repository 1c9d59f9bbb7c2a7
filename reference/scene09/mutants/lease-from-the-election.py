# caught by: test_lease_answers_at_once
class Reads(Server):
    """Begins a leadership with a lease."""

    replace("leaseIsValid", " or self.leaseStart is None:", ":")
    replace("leaseIsValid", "self.now - self.leaseStart", "self.now - (self.leaseStart or 0)")

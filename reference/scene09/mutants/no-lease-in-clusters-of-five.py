# caught by: test_lease_answers_at_once
class Reads(Server):
    """Uses no lease in larger clusters."""

    replace("leaseIsValid", "return 0 <=", "return len(self.cluster) < 4 and 0 <=")

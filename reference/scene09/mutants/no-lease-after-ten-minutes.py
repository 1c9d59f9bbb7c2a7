# caught by: test_lease_answers_at_once
class Reads(Server):
    """Uses no lease once its clock shows ten minutes."""

    replace("leaseIsValid", "return 0 <=", "return self.now < 600_000 and 0 <=")

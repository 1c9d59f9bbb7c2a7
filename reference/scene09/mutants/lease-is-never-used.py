# caught by: test_lease_answers_at_once
class Reads(Server):
    """Starts a round for every read."""

    def leaseIsValid(self) -> bool:
        return False

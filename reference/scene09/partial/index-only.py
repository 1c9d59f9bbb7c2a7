# expected: 61 points
class Reads(Server):
    """Answers by rounds; leases are still to be written."""

    def leaseIsValid(self) -> bool:
        raise NotImplementedError

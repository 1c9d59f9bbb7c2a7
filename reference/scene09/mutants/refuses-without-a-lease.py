# caught by: test_without_a_lease_a_round_confirms
class Reads(Server):
    """Refuses reads while it has no lease."""

    replace(
        "handleRead",
        "if self.role == LEADER:",
        "if self.role == LEADER and (not self.leaseStart or self.leaseIsValid()):",
    )

# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Gives no follower an index once the lease is given up."""

    replace(
        "handleReadIndex",
        "if self.role == LEADER and not is_known:",
        "if self.role == LEADER and not is_known and not self.leaseGivenUp:",
    )

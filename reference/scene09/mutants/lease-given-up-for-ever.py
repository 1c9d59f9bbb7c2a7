# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Has no lease in a later leadership either."""

    replace("endLeadership", "self.leaseGivenUp = False", "")

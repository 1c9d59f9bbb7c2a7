# caught by: test_lease_answers_at_once
class Reads(Server):
    """Has no lease where leaders begin with a no-op."""

    replace("leaseIsValid", "self.role != LEADER", "self.role != LEADER or bool(self.options.no_op)")

# caught by: test_lease_counts_from_sending
class Reads(Server):
    """A question counts as hearing the leader only where it is the first message of it."""

    replace(
        "handleConfirmLeadership", "self.heardAt = self.now", "if self.heardAt is None:\n    self.heardAt = self.now"
    )

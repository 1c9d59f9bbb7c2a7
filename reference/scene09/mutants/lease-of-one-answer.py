# caught by: test_lease_needs_a_majority
class Reads(Server):
    """Begins a lease with the first answer."""

    replace(
        "handleConfirmLeadershipReply",
        "self.finish_round(reply.round)",
        "self.leaseStart = self.rounds[reply.round][0]\nself.finish_round(reply.round)",
    )

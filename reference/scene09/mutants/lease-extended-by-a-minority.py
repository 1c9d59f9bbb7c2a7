# caught by: test_lease_needs_a_majority
class Reads(Server):
    """A lease counts from the newest question that anyone has answered."""

    replace(
        "handleConfirmLeadershipReply",
        "self.finish_round(reply.round)",
        """sent = self.rounds[reply.round][0]
self.finish_round(reply.round)
if self.leaseStart is not None and sent is not None:
    self.leaseStart = max(self.leaseStart, sent)""",
    )

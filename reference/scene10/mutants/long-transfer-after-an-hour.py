# caught by: test_target_catches_up_first
class Operations(Server):
    """After an hour a transfer may take ten times as long."""

    replace(
        "transferLeadership",
        'self.setTimer("transfer", self.electionWindow()[0], self.electionWindow()[0])',
        "limit = self.electionWindow()[0] * (10 if self.now > 3_000_000 else 1)\n"
        'self.setTimer("transfer", limit, limit)',
    )

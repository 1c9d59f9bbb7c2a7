# caught by: test_transfer_ends
class Operations(Server):
    """Gives a transfer up after one heartbeat interval."""

    replace(
        "transferLeadership",
        'self.setTimer("transfer", self.electionWindow()[0], self.electionWindow()[0])',
        'self.setTimer("transfer", self.options.heartbeatInterval, self.options.heartbeatInterval)',
    )

# caught by: test_transfer_ends
class Operations(Server):
    """Gives a transfer three heartbeats."""

    replace(
        "transferLeadership",
        "self.electionWindow()[0], self.electionWindow()[0]",
        "3 * self.options.heartbeatInterval, 3 * self.options.heartbeatInterval",
    )

# caught by: test_transfer_ends
class Operations(Server):
    """Gives a transfer 150 ms, whatever the election timeout is."""

    replace("transferLeadership", "self.electionWindow()[0], self.electionWindow()[0]", "150, 150")

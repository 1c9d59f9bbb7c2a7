# caught by: test_transfer_ends
class Operations(Server):
    """Has no timer for a transfer."""

    replace("transferLeadership", 'self.setTimer("transfer", self.electionWindow()[0], self.electionWindow()[0])', "")

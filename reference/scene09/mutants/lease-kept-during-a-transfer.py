# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Keeps its lease while another server is asked to stand."""

    replace("giveUpLease", "self.leaseStart = None", "")

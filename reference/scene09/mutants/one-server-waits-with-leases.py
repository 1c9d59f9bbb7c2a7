# caught by: test_one_server
class Reads(Server):
    """One server alone waits for answers where leases are on."""

    replace(
        "confirmLeadership",
        "self.finish_round(self.lastRound)",
        "if self.followers or self.options.reads == 'index':\n    self.finish_round(self.lastRound)",
    )
